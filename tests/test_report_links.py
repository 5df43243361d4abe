"""Reporting an error: the link fills in the form that there is, and nothing is promised that a site does not have."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from pydantic import ValidationError

from builders import REPOSITORY, SITE, TODAY, library_of, write_site
from explainer.loading.page_texts import wording_of
from explainer.model.site_data import SiteTexts
from explainer.pages.page_context import FORM, Reporting
from explainer.pages.site_view import SiteView

ENGLISH = wording_of(None)
WITHOUT = re.sub(r"^contact:.*\n", "", SITE, flags=re.MULTILINE)
REPO = "https://git.example.org/a/b"
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
    texts = yaml.safe_load(WITHOUT)
    SiteTexts(**texts, contact="mailto:a@b.example")
    with pytest.raises(ValidationError, match="contact"):
        SiteTexts(**texts, contact=contact)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("# Tea\n\n## One\n\n## Say so\n\n<!-- explainer:report -->\n\n## After\n", ("tea.md", "say-so")),
        ("# Tea\n\n## Say so { #here }\n\n<!-- explainer:report -->\n", ("tea.md", "here")),
        ("# Tea\n", ("how-we-judge.md", "")),
    ],
)
def test_a_page_leads_to_the_section_above_the_link_to_report(
    tmp_path: Path, text: str, place: tuple[str, str]
) -> None:
    view = SiteView(library_of(write_site(tmp_path, **{"docs/tea.md": text})), TODAY)
    assert view.report_place == place
