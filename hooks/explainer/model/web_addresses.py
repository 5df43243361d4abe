"""Which web addresses are safe to link, and the addresses of identifiers."""

import re
from urllib.parse import quote, urlsplit

DOI = re.compile(r"^10\.\d{4,9}(?:\.\d+)*/\S+$")
PMID = re.compile(r"^[1-9]\d{0,8}$")
PMCID = re.compile(r"^PMC[1-9]\d{0,8}$")
TRIAL = re.compile(r"^NCT\d{8}$")


def safe_url(address: str) -> str | None:
    """Return an address that a page may link to, or None for any other.

    It is absolute, http or https, with a host, and without a user name, spaces, quotes and control characters.
    """
    if not address or any(ch.isspace() or ord(ch) < 0x20 or ch in "\"'<>\\`" for ch in address):
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or parts.username is not None:
        return None
    return address


def doi_url(doi: str) -> str:
    """Return the doi.org address of a DOI, percent-encoded where necessary.

    Source: DOI Handbook, section 3.4, on encoding `%`, `"`, `#`, space, `?`, `<`, `>`, `{`, `}`.
    """
    return "https://doi.org/" + quote(doi, safe="/:;()._-,~+@!$*[]=")


def pmid_url(pmid: str) -> str:
    """Return the PubMed address of a PMID."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid)}/"


def pmcid_url(pmcid: str) -> str:
    """Return the PubMed Central address of a PMCID such as PMC123."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid)}/"


def trial_url(trial: str) -> str:
    """Return the address of a record of ClinicalTrials.gov, such as NCT01234567."""
    return f"https://clinicaltrials.gov/study/{quote(trial)}"
