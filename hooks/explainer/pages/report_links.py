"""Links to report an error: to the repository's form with the page filled in, and, without an account, by mail."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urljoin

from explainer.addressing import Addressing
from explainer.model.wording import Wording

FORM = "number.yml"
"""The issue form for errors, in .github/ISSUE_TEMPLATE/."""
PAGE_FIELD = "page"
"""The id of the form's field for the address of the page."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """The ways to report an error on a site. `repository`, `address` and `contact` may be empty."""

    words: Wording
    repository: str = ""
    address: str = ""
    contact: str = ""
    addressing: Addressing = field(default_factory=Addressing)

    def form(self, name: str = "", title: str = "") -> str:
        """Return the address of the form for the page `name`, named as below docs/; empty without a repository.

        GitHub fills in the fields of an issue form from parameters with the ids of the fields.
        """
        if not self.repository:
            return ""
        given = {"template": FORM} | self._page(name, title)
        return f"{self.repository.rstrip('/')}/issues/new?{urlencode(given, quote_via=quote)}"

    def without_account(self, name: str = "", title: str = "") -> str:
        """Return the address for reports without an account: the site's contact, a mail with a subject if it can be."""
        if not self.contact.startswith("mailto:") or not name:
            return self.contact
        given = self._page(name, title)
        mail = {"subject": given["title"], "body": f"{given[PAGE_FIELD]}\n\n"}
        return f"{self.contact}?{urlencode(mail, quote_via=quote)}"

    def _page(self, name: str, title: str) -> dict[str, str]:
        """Return the title of the report, and the page's address (its path on a site without an address)."""
        if not name:
            return {}
        path = self.addressing.built(name)
        page = urljoin(f"{self.address.rstrip('/')}/", path) if self.address else path or "index.html"
        return {"title": self.words.plain("report.title", title=title), PAGE_FIELD: page}
