"""The one style sheet keeps each rule that a page may need, and no rule of the theme that none needs."""

from __future__ import annotations

import pytest

from explainer.building.written_site import short, wanted

MAY_BE_NEEDED = [
    ".md-used{a:b}",
    ".x-open__drawer{a:b}",  # ours: a script puts this name together from parts
    ".md-tag--mixed{a:b}",  # and this one
    "main>a:not(.md-unused){a:b}",
    ":is(.md-unused,p){a:b}",
    "@media print{.md-used{a:b}}",
    "@font-face{src:url(a;b.woff2)}",
    '.md-used:after{content:"{.md-unused}"}',
    "[dir=ltr] p{a:b}",
]


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        *((rule, rule) for rule in MAY_BE_NEEDED),
        (".md-unused{a:b}", ""),
        (".md-used .md-unused{a:b}", ""),
        (".md-unused,.md-used{a:b}", ".md-used{a:b}"),
        ("@media print{.md-unused{a:b}}", ""),
        ("[dir=rtl] p{a:b}", ""),
    ],
)
def test_a_rule_stays_if_a_page_may_need_it(rule: str, left: str) -> None:
    assert wanted(rule, {"md-used", "ltr"}) == left


def test_remarks_and_blanks_go_but_not_those_in_texts() -> None:
    sheet = 'a {\n  /* why */\n  b: "c  /  d" ;\n  e: f g;\n}\n@media screen and (min-width: 2em) { i { j: k } }'
    assert short(sheet) == 'a{b:"c  /  d";e:f g}@media screen and (min-width:2em){i{j:k}}'
