"""Reporting an error: the link fills in the form that there is, and nothing is promised that a site does not have."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from pydantic import ValidationError

from builders import CLAIM_ID, REPOSITORY, SITE
from explainer.loading.page_texts import wording_of
from explainer.model.site_data import SiteTexts
from explainer.pages.report_links import FORM, Reporting
from site_builders import build, read_pages, write_project

ENGLISH = wording_of(None)
REPO = "https://git.example.org/a/b"
NAMELESS = re.sub(r"(?m)^contact: .*\n", "", SITE)
PAGE = "https://site.example/claims/a-claim/"


def given(link: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}


def test_the_form_has_the_fields_that_the_link_fills_in() -> None:
    form = yaml.safe_load((REPOSITORY / ".github" / "ISSUE_TEMPLATE" / FORM).read_text(encoding="utf-8"))
    fields = {part["id"] for part in form["body"] if part["type"] in {"input", "textarea"}}
    filled = given(Reporting(ENGLISH, REPO, "https://site.example").form("claims/a-claim.md", "Does it # & help?"))
    assert filled == {"template": FORM, "title": "Error on: Does it # & help?", "page": PAGE}
    assert set(filled) - {"template", "title"} <= fields


def test_a_site_without_an_address_names_the_page_by_its_place() -> None:
    assert given(Reporting(ENGLISH, REPO).form("claims/a-claim.md", "x"))["page"] == "claims/a-claim/"
    assert given(Reporting(ENGLISH, REPO).form("index.md", "x"))["page"] == "index.html"


def test_a_mail_has_its_subject_and_the_page() -> None:
    link = Reporting(ENGLISH, address="https://site.example", contact="mailto:a@b.example").without_account(
        "claims/a-claim.md", "Does it help? 100% & more"
    )
    assert link.startswith("mailto:a@b.example?")
    assert "+" not in link, "a space is %20 in mail"
    assert given(link) == {"subject": "Error on: Does it help? 100% & more", "body": f"{PAGE}\n\n"}
    assert (
        Reporting(ENGLISH, contact="https://b.example/form").without_account("index.md", "x")
        == "https://b.example/form"
    )


@pytest.mark.parametrize("contact", ["a@b.example", "mailto:", "http://b.example", "javascript:a()", "mailto:a@b?cc=c"])
def test_a_contact_is_a_mail_address_or_a_safe_form(contact: str) -> None:
    texts = yaml.safe_load(NAMELESS)
    SiteTexts(**texts, contact="mailto:a@b.example")
    with pytest.raises(ValidationError, match="contact"):
        SiteTexts(**texts, contact=contact)


@pytest.mark.parametrize("repository", ["", REPO])
@pytest.mark.parametrize("contact", ["", "mailto:errors@site.example"])
def test_pages_offer_the_ways_that_there_are(tmp_path: Path, repository: str, contact: str) -> None:
    site = NAMELESS + (f"contact: {contact}\n" if contact else "")
    judge = "# How we judge\n\n<!-- explainer:report -->\n"
    root = write_project(
        tmp_path,
        settings={"repo_url": repository, "site_url": "https://site.example/"},
        **{"docs/data/site.yml": site, "docs/how-we-judge.md": judge},
    )
    pages = read_pages(build(root))
    for name in (f"claims/{CLAIM_ID}/index.html", "sources/smith2020/index.html", "sleep/index.html", "index.html"):
        links = pages[name].main_links
        forms = {link for link in links if link.startswith(f"{REPO}/issues/new")}
        assert len(forms) == bool(repository), name
        assert len({link for link in links if link.startswith("mailto:")}) == bool(contact), name
        for form in forms:
            assert given(form)["page"] == f"https://site.example/{name.removesuffix('index.html')}"
    told = pages["how-we-judge/index.html"].main
    assert ("names no address for reports" in told) is not bool(contact)
    assert ("does not say where its files are kept" in told) is not bool(repository)
