"""Directives: which lines of a page are replaced by generated parts, and which are left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from builders import CLAIM_ID, NOTED, TODAY, library_of, line_of, make_claim, site_of_all_parts, write_site
from explainer.addressing import Addressing, Face
from explainer.loading.directives import Directive, find_directives
from explainer.model.vocabulary import Level, Verdict
from explainer.pages.counts import cohen_kappa
from explainer.pages.page_context import PageContext
from explainer.pages.plan import plan_pages
from explainer.pages.prose import expand
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.problems import Mark


def only(text: str) -> Directive:
    (found,) = find_directives(text)
    return found


@pytest.mark.parametrize(
    ("line", "name", "arguments"),
    [
        ("<!-- explainer:faq -->", "faq", {}),
        ("<!--explainer:faq-->", "faq", {}),
        ("  <!--  explainer:claims   topic=pain  -->  ", "claims", {"topic": "pain"}),
        ("<!-- explainer:answers ids=one,two-words,three -->", "answers", {"ids": "one,two-words,three"}),
        ("<!-- explainer:care-cards -->", "care-cards", {}),
        ("<!-- explainer:x a=1 b=docs/page.md -->", "x", {"a": "1", "b": "docs/page.md"}),
        ("<!-- explainer:Clams topic=pain -->", "Clams", {"topic": "pain"}),  # misspelt, and told
    ],
)
def test_a_directive_has_a_name_and_arguments(line: str, name: str, arguments: dict[str, str]) -> None:
    found = only(f"# Page\n\n{line}\n\nText.\n")
    assert (found.name, dict(found.arguments), found.unread) == (name, arguments, "")


@pytest.mark.parametrize(
    ("line", "unread"),
    [
        ("<!-- explainer:claims pain -->", "pain"),
        ("<!-- explainer:claims topic = pain -->", "topic = pain"),
        ("<!-- explainer:claims topic=pain, -->", None),
        ('<!-- explainer:claims topic="pain" -->', 'topic="pain"'),
        ("<!-- explainer: claims -->", "claims"),
    ],
)
def test_what_cannot_be_read_is_kept_to_be_told(line: str, unread: str | None) -> None:
    found = only(line)
    if unread is None:
        assert found.unread or found.arguments["topic"] != "pain"
    else:
        assert found.unread == unread


NOT_THERE = {
    "other comment": "<!-- a note -->",
    "other word": "<!-- explainers:faq -->",
    "within a line": "Text <!-- explainer:faq --> text",
    "after text": "Text <!-- explainer:faq -->",
    "code span": "`<!-- explainer:faq -->`",
    "fence": "```\n<!-- explainer:faq -->\n```",
    "fence with a language": "``` html\n<!-- explainer:faq -->\n```",
    "indented code": "Text\n\n    <!-- explainer:faq -->",
    "front matter": "---\ntitle: x\n<!-- explainer:faq -->\n---\n",
    "code of HTML": "<pre>\n<!-- explainer:faq -->\n</pre>",
    "text": "explainer:faq",
}


@pytest.mark.parametrize("name", NOT_THERE)
def test_other_things_are_no_directives(name: str) -> None:
    assert find_directives(f"{NOT_THERE[name]}\n") == ()


def test_each_directive_knows_its_place() -> None:
    text = (
        "# Page\n\n<!-- explainer:faq -->\n\n```\n<!-- explainer:no -->\n```\n\n  <!-- explainer:glossary -->\nText.\n"
    )
    found = find_directives(text)
    assert [(d.name, d.mark) for d in found] == [("faq", Mark(3, 1)), ("glossary", Mark(9, 1))]
    assert [text[d.start : d.end].strip() for d in found] == ["<!-- explainer:faq -->", "<!-- explainer:glossary -->"]
    after = "# A\n\nA citation [@smith2020].\n\n> quoted\n\n- item\n\n<!-- explainer:nothing -->\n"
    assert only(after).mark.line == line_of(after, "explainer:nothing")


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> SiteView:
    return SiteView(library_of(site_of_all_parts(tmp_path_factory.mktemp("site"))), TODAY)


def written(view: SiteView, line: str, face: Face, today: date | None = None) -> str:
    shown = SiteView(view.library, today) if today else view
    addressing = Addressing(face)
    text, _ = expand(
        f"# Page\n\n{line}\n\nAfter.\n", PageContext(shown, "page.md", addressing), Renderer(shown, addressing)
    )
    return text


@pytest.mark.parametrize("face", Face)
@pytest.mark.parametrize(
    ("line", "told"),
    [
        # code is shown as written, tasks by the heading of their page, marks without the answer
        ("```\n<!-- explainer:faq -->\n```", ["```\n<!-- explainer:faq -->\n```"]),
        ("<!-- explainer:tasks -->", ["Sleep", "What to do in a bad night."]),
        (f"<!-- explainer:marks ids={CLAIM_ID} -->",
         ["Chamomile tea makes you sleep through the night.", Verdict.UNPROVEN.label, Level.VERY_LOW.label]),
    ],
    ids=["code", "tasks", "marks"],
)  # fmt: skip
def test_a_directive_tells_this(view: SiteView, line: str, told: list[str], face: Face) -> None:
    text = written(view, line, face)
    assert [part for part in told if part not in text] == []
    assert "Nobody can say yet." not in text
    assert "Is it safe?" not in text


@pytest.mark.parametrize("face", Face)
def test_a_list_of_claims_can_be_of_one_topic(view: SiteView, face: Face) -> None:
    everything = written(view, "<!-- explainer:claims -->", face)
    assert everything.startswith("# Page\n")
    assert everything.endswith("\nAfter.\n")
    sleep = written(view, "<!-- explainer:claims topic=sleep -->", face)
    assert "Is it safe?" in everything
    assert "chamomile tea help people sleep?" in everything
    assert "Is it safe?" not in sleep
    assert "chamomile tea help people sleep?" in sleep


@pytest.mark.parametrize("face", Face)
def test_answers_shows_the_named_claims_in_their_order(view: SiteView, face: Face) -> None:
    text = written(view, f"<!-- explainer:answers ids=is-safe,{CLAIM_ID} -->", face)
    assert text.index("Is it safe?") < text.index("chamomile tea help people sleep?")
    assert "Is it safe?" not in written(view, f"<!-- explainer:answers ids={CLAIM_ID} -->", face)


LEADS = {
    "a link": (f"[Tea](claims/{CLAIM_ID}.md)", "[]", {CLAIM_ID}),
    "a link to a part": (f"[Tea](claims/{CLAIM_ID}.md#for)", "[]", {CLAIM_ID}),
    "a directive": (f"<!-- explainer:marks ids=is-safe,{CLAIM_ID} -->", "[]", {CLAIM_ID, "is-safe"}),
    "a topic": ("No link.", "[safety]", {"is-safe"}),
    "a link and its topic": ("[Safe](claims/is-safe.md)", "[safety]", {"is-safe"}),
    "code": (f"```\n<!-- explainer:marks ids={CLAIM_ID} -->\n```", "[]", set()),
    "other links": ("[Safe](claims/index.md) [x](sources/is-safe.md)", "[]", set()),
}


@pytest.mark.parametrize("name", LEADS)
def test_claims_lead_to_the_tasks_whose_pages_name_them_and_to_those_of_their_topic(tmp_path: Path, name: str) -> None:
    text, topics, expected = LEADS[name]
    claims = {f"sleep/{CLAIM_ID}": make_claim(), "safety/is-safe": make_claim(topic="safety", question="Is it safe?")}
    tasks = f"tasks:\n  - page: steps.md\n    summary: Steps.\n    topics: {topics}\n"
    files = {"docs/steps.md": f"# What to do\n\n{text}\n", "docs/data/tasks.yml": tasks}
    view = SiteView(library_of(write_site(tmp_path, claims=claims, **files)), TODAY)
    named = {claim.id: [(task.page, title) for task, title in view.tasks_of(claim)] for claim in view.claims}
    assert named == {one: [("steps.md", "What to do")] if one in expected else [] for one in (CLAIM_ID, "is-safe")}


@pytest.mark.parametrize("face", Face)
def test_a_claim_page_names_harms_and_options_of_its_topic_but_not_itself(tmp_path: Path, face: Face) -> None:
    claims = {f"sleep/{CLAIM_ID}": make_claim(), "safety/is-safe": make_claim(topic="safety", question="Is it safe?")}
    view = SiteView(library_of(write_site(tmp_path, claims=claims, **{"docs/data/topics.yml": NOTED})), TODAY)
    planned = {page.subject: page for page in plan_pages(view)}
    own, other = (Renderer(view, Addressing(face)).body(planned[name])[0] for name in (CLAIM_ID, "is-safe"))
    assert "set off an allergy" in own
    assert "A walk was tested." in own
    assert "A dark room" not in own
    assert "It can stain." in other
    assert view.library.claims[CLAIM_ID].question in other.split("Other options")[-1]
    assert view.page_uses["jones2019"] == ("safety.md", "sleep.md")


@pytest.mark.parametrize("face", Face)
def test_the_list_of_what_is_due_depends_on_the_day(view: SiteView, face: Face) -> None:
    line = "<!-- explainer:overdue -->"
    assert "Is it safe?" not in written(view, line, face, date(2027, 6, 1))
    assert "Is it safe?" in written(view, line, face, date(2027, 6, 2))


@pytest.mark.parametrize("face", Face)
def test_sources_cited_around_directives_are_numbered_in_page_order(view: SiteView, face: Face) -> None:
    addressing = Addressing(face)
    context = PageContext(view, "page.md", addressing)
    page = "First [@jones2019].\n\n<!-- explainer:care-cards -->\n\nLast [@smith2020], [@jones2019].\n"
    expand(page, context, Renderer(view, addressing))
    assert list(context.numbers) == ["jones2019", "health2022", "smith2020"]


@pytest.mark.parametrize("face", Face)
@pytest.mark.parametrize("name", ["faq", "answers"])
def test_short_answers_away_from_their_sources_come_without_citations(tmp_path: Path, name: str, face: Face) -> None:
    text = make_claim(short_answer="Nobody knows [@smith2020, abstract]. One study asked [@jones2019; @smith2020].")
    view = SiteView(library_of(write_site(tmp_path, claims={f"sleep/{CLAIM_ID}": text})), TODAY)
    arguments = f" ids={CLAIM_ID}" if name == "answers" else ""
    shown = written(view, f"<!-- explainer:{name}{arguments} -->", face)
    assert "Nobody knows. One study asked." in shown
    assert "smith2020" not in shown


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ({"yy": 20, "nn": 15, "yn": 5, "ny": 10}, 0.4),  # worked by hand: observed 0.7, expected 0.5
        ({"yy": 5, "nn": 5}, 1),
        ({"yn": 5, "ny": 5}, -1),
        ({"yy": 5}, None),  # everything is expected to agree
        ({}, None),
    ],
)
def test_the_agreement_of_two_readers_is_cohens_kappa(pairs: dict[str, int], kappa: float | None) -> None:
    assert cohen_kappa([tuple(pair) for pair, count in pairs.items() for _ in range(count)]) == pytest.approx(kappa)
