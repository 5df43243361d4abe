"""Sites of another kind than the first: not about health, or in another language."""

from __future__ import annotations

import json
import re
from pathlib import Path

from builders import codes, library_of, problems_of, write_plain_site
from explainer.clock import today
from explainer.commands.scaffold import Asked, new_claim
from site_builders import build, claims, read_pages, write_config

OF_HEALTH = re.compile(
    r"\b(?:doctors?|clinic\w*|patients?|medic\w*|GRADE|emergenc\w*|certainty|suicid\w*|poison\w*|dose|drugs?)\b"
    r"|warning sign|MedicalWebPage|x-emergency",
    re.IGNORECASE,
)


def test_a_site_that_is_not_about_health_has_nothing_of_it(tmp_path: Path) -> None:
    root = write_plain_site(tmp_path)
    assert problems_of(root) == []
    write_config(root)
    site = build(root)
    assert claims("built", "--root", root, site).exit_code == 0
    pages = read_pages(site)
    assert {"claims/stand-long/index.html", "claims/wood-lasts/index.html"} <= set(pages)
    assert "How was it judged?" in pages["claims/wood-lasts/index.html"].main
    for name, page in pages.items():
        told = page.source.partition("ld+json")[2].partition("</script>")[0]
        assert (name, set(OF_HEALTH.findall(f"{page.text} {told}"))) == (name, set())
    for copy in (*site.rglob("*.md"), site / "llms.txt"):
        text = re.sub(r"<a id=[^>]*>", "", copy.read_text(encoding="utf-8"))
        assert (copy.name, set(OF_HEALTH.findall(text))) == (copy.name, set())
    fields = json.loads((site / "claim.schema.json").read_text(encoding="utf-8"))["properties"]
    assert {"see_a_doctor", "certainty", "clinical_review"}.isdisjoint(fields)


def test_a_new_claim_of_such_a_site_asks_for_no_sign_and_no_grading(tmp_path: Path) -> None:
    root = write_plain_site(tmp_path)
    library = library_of(root)
    path, text = new_claim(library, "another", Asked("bridges"))
    assert not re.search("^(see_a_doctor|certainty):", text, re.MULTILINE)
    (root / path).write_text(text, encoding="utf-8")
    assert set(codes(problems_of(root, today()))) == {"W05"}
