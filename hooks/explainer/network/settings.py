"""Settings of the commands that use the network: addresses of services, pauses and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from explainer import __version__
from explainer.network.guard import refusal

SERVICES: Mapping[str, str] = {
    "handle": "https://doi.org",
    "doi": "https://doi.org",
    "crossref": "https://api.crossref.org",
    "ncbi": "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    "openalex": "https://api.openalex.org",
    "europepmc": "https://www.ebi.ac.uk/europepmc/webservices/rest",
    "trials": "https://clinicaltrials.gov/api/v2",
    "fedreg": "https://www.federalregister.gov/api/v1",
}
"""Service -> its base address, from its own documentation. CLAIMS_SERVICE_<NAME> replaces one."""

SERVICE_DELAYS: Mapping[str, float] = {
    "handle": 0.5, "doi": 0.5, "crossref": 1.0, "ncbi": 0.5, "openalex": 0.25, "europepmc": 0.5, "trials": 1.5,
    "fedreg": 1.0,
}  # fmt: skip
"""Seconds from the end of one request to a service to the next. NCBI allows three requests a second without a key
(NBK25497, section "Usage guidelines"); OpenAlex many more; Crossref lowered its limits in December 2025
(doi 10.64000/wadve-3tj60) and states them in its responses; doi.org states none and has answered 429 to faster clients.
ClinicalTrials.gov is said to allow fifty requests a minute, Europe PMC ten a second; the Federal Register states no
limit."""

OPTIONAL_SERVICES = ("openalex",)
"""The services that CLAIMS_WITHOUT may leave out of a run. They are then reported as not asked, never as clean."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run. Times are in seconds, sizes in bytes."""

    services: Mapping[str, str] = field(default_factory=lambda: dict(SERVICES))
    contact: str = ""
    home: str = ""
    without: frozenset[str] = frozenset()
    openalex_key: str = ""
    ncbi_key: str = ""
    delay: float | None = None
    web_delay: float = 1.0
    timeout: float = 30.0
    connect_timeout: float = 10.0
    concurrency: int = 24
    tries: int = 3
    backoff: float = 2.0
    longest_pause: float = 120.0
    give_up_after: int = 3
    """A host that fails, or says "not now", so many times in a row gets no more requests in this run."""
    run_budget: float = 75 * 60.0
    host_budget: float = 30 * 60.0
    """How long a run may last, and how long it may send requests to one host; the next run asks the rest first."""
    most_redirects: int = 10
    most_page: int = 48 * 1024
    most_answer: int = 8 * 1024 * 1024
    allow_private: bool = False
    resolve: Mapping[str, str] = field(default_factory=dict)
    """For tests: host -> the host to connect to instead, or "" for a host that does not resolve."""
    ca_file: Path | None = None

    @property
    def agent(self) -> str:
        """The User-Agent header: the tool, the site that it works for, and whom to write to, as far as configured."""
        home, contact = f"+{self.home}" if self.home else "", f"mailto:{self.contact}" if self.contact else ""
        about = "; ".join(part for part in (home, contact) if part)
        return f"claims-explainer/{__version__}" + (f" ({about})" if about else "")

    def delay_for(self, host: str) -> float:
        """Return how many seconds to wait after each request to a host."""
        if self.delay is not None:
            return self.delay
        delays = [SERVICE_DELAYS[name] for name, base in self.services.items() if urlsplit(base).hostname == host]
        return max(delays, default=self.web_delay)

    def service(self, name: str) -> str:
        """Return the base address of a service, without a trailing slash."""
        return self.services[name].rstrip("/")


def settings_from(environment: Mapping[str, str], **changes: object) -> Settings:
    """Return the settings from environment variables, and from options (`changes`, named like the fields).

    CLAIMS_CONTACT is a mail address, CLAIMS_SERVICE_<NAME> the base address of a service, CLAIMS_WITHOUT a list of
    optional services to leave out, OPENALEX_API_KEY and NCBI_API_KEY free keys of these services, SITE_URL or
    REPO_URL the project's address for the User-Agent header. Raises ValueError, with a message for people, for a value
    that cannot be used.
    """
    contact = environment.get("CLAIMS_CONTACT", "").strip().removeprefix("mailto:")
    if contact and (contact.count("@") != 1 or not contact.isascii() or not contact.isprintable() or " " in contact):
        raise ValueError("CLAIMS_CONTACT is not a mail address.")
    without = frozenset(environment.get("CLAIMS_WITHOUT", "").replace(",", " ").split())
    if unknown := without - set(OPTIONAL_SERVICES):
        allowed = ", ".join(OPTIONAL_SERVICES)
        raise ValueError(f"CLAIMS_WITHOUT names {', '.join(sorted(unknown))}; it can name: {allowed}.")
    home = environment.get("SITE_URL", "").strip() or environment.get("REPO_URL", "").strip()
    services = dict(SERVICES)
    for name in services:
        if given := environment.get(f"CLAIMS_SERVICE_{name.upper()}", "").strip():
            services[name] = given
    settings = Settings(
        services=services,
        contact=contact,
        home=home if home.isascii() and home.isprintable() and not set(home) & set("()<>; ") else "",
        without=without,
        openalex_key=environment.get("OPENALEX_API_KEY", "").strip(),
        ncbi_key=environment.get("NCBI_API_KEY", "").strip(),
    )
    settings = replace(settings, **changes)  # type: ignore[arg-type] # the options have the fields' names and types
    for name, base in services.items():
        if why := refusal(base, allow_private=settings.allow_private):
            raise ValueError(f"CLAIMS_SERVICE_{name.upper()} cannot be used: {why}.")
    return settings
