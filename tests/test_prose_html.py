"""What a page in prose may not hold: whatever a browser would run or load, however it is written."""

from __future__ import annotations

import pytest

from builders import WriteSite, problems_of

HARMFUL = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<SCRIPT>alert(1)</SCRIPT>",
    "script with a source": '<script src="https://evil.example/x.js"></script>',
    "script over lines": "<script\n>\nalert(1)\n</script>",
    "script in a paragraph": "Text <script>alert(1)</script> text.",
    "script in a list": "- one\n- <script>alert(1)</script>",
    "script in a table": "| a |\n|---|\n| <script>alert(1)</script> |",
    "script in a quotation": "> <script>alert(1)</script>",
    "script in an admonition": "!!! note\n\n    <script>alert(1)</script>",
    "script in a definition": "Term\n:   <script>alert(1)</script>",
    "script in a heading": "## A <script>alert(1)</script>",
    "script in markdown in html": '<div markdown="1">\n<script>alert(1)</script>\n</div>',
    "script after a comment": "<!-- note -->\n<script>alert(1)</script>",
    "script in a comment that ends early": "<!--><script>alert(1)</script>-->",
    "script in a comment that ends early with a dash": "<!---><script>alert(1)</script>-->",
    "script in a footnote": "Text[^1].\n\n[^1]: <script>alert(1)</script>",
    "script that nothing closes": "<script>alert(1)",
    "svg": "<svg onload=alert(1)></svg>",
    "svg with a script": "<svg><script>alert(1)</script></svg>",
    "math": "<math><mi>x</mi></math>",
    "handler": '<span onclick="alert(1)">x</span>',
    "handler in capitals": '<span ONCLICK="alert(1)">x</span>',
    "handler without quotes": "<div onmouseover=alert(1)>x</div>",
    "handler in a list of attributes": "Text\n{: onclick=alert(1) }",
    "handler at a heading": "## Title { onclick=alert(1) }",
    "handler at a link": "[x](pain.md){: onmouseover=alert(1) }",
    "handler at a picture": "![x](x.svg){: onerror=alert(1) }",
    "address at a link": "[x](pain.md){: href=javascript:alert(1) }",
    "style": '<div style="position:fixed">x</div>',
    "style in a list of attributes": 'Text\n{: style="position:fixed" }',
    "style sheet": "<style>body{display:none}</style>",
    "frame": '<iframe src="https://evil.example"></iframe>',
    "frame with a document": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "object": '<object data="x.swf"></object>',
    "embed": '<embed src="x.swf">',
    "form": '<form action="https://evil.example"><input name="a"></form>',
    "button": "<button>x</button>",
    "base": '<base href="https://evil.example/">',
    "meta": '<meta http-equiv="refresh" content="0; url=https://evil.example">',
    "link": '<link rel="stylesheet" href="x.css">',
    "template": "<template><p>x</p></template>",
    "video": '<video src="x.mp4"></video>',
    "end of the article": "</article><script>alert(1)</script>",
    "address": "[x](javascript:alert(1))",
    "address in capitals": "[x](JaVaScRiPt:alert(1))",
    "address of data": "[x](data:text/html,<script>alert(1)</script>)",
    "address of another kind": "[x](vbscript:msgbox(1))",
    "address with an entity": "[x](&#106;avascript:alert(1))",
    "address with a named entity": "[x](javascript&colon;alert(1))",
    "address with a hidden sign": "[x](<\x01javascript:alert(1)>)",
    "address of a file": "[x](file:///etc/passwd)",
    "address by reference": "[x][1]\n\n[1]: javascript:alert(1)",
    "address in angle brackets": "<javascript:alert(1)>",
    "address of a picture": "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "address in HTML": '<a href="javascript:alert(1)">x</a>',
    "declaration": "<!DOCTYPE html>\n\nText",
    "instruction": "<?php evil() ?>",
    "section": "<![CDATA[<script>alert(1)</script>]]>",
    "section without a name": "<p>\n<![<\n</p>",
}
HARMLESS = {
    "tag that nothing closes, which Markdown escapes": "<img src=x onerror=alert(1)",
    "address with a tab, which Markdown makes spaces": "[x](<java\tscript:alert(1)>)",
    "code": "`<script>alert(1)</script>`",
    "fence": "```html\n<script>alert(1)</script>\n```",
    "indented code": "Text\n\n    <script>alert(1)</script>",
    "comment": "<!-- a note for those who write -->",
    "short HTML": "H<sub>2</sub>O<br>and <kbd>Ctrl</kbd>, <abbr title='a b'>ab</abbr>",
    "folded part": '<details markdown="1">\n<summary>More</summary>\n\nText.\n\n</details>',
    "class": "Text\n{: .note #here }",
    "attribute for our own scripts": "## Title { #here data-search-exclude }",
    "aligned table": "| a | b |\n|:--|--:|\n| 1 | 2 |",
    "web address": "[x](https://example.org/a?b=1&c=2)",
    "number to dial": "[call](tel:112)",
    "entity": "5 &lt; 6 &amp; 7",
    "less than": "3 < 4 and a<b",
    "word": "javascript: a language",
}


def found(shared_site: WriteSite, text: str) -> list[tuple[str, str, int]]:
    root = shared_site(**{"docs/pain.md": f"# Pain\n\n{text}\n"})
    assert (root / "docs" / "pain.md").is_file()
    return [(p.code, p.path, p.line) for p in problems_of(root) if p.code in {"F32", "F04"}]


@pytest.mark.parametrize("name", HARMFUL)
def test_what_a_browser_would_run_or_load_is_reported_at_its_line(shared_site: WriteSite, name: str) -> None:
    problems = found(shared_site, HARMFUL[name])
    assert problems, HARMFUL[name]
    assert {path for _, path, _ in problems} == {"docs/pain.md"}
    last = 2 + len(HARMFUL[name].split("\n"))
    assert all(3 <= line <= last for _, _, line in problems), problems


@pytest.mark.parametrize("name", HARMLESS)
def test_markdown_and_code_are_let_be(shared_site: WriteSite, name: str) -> None:
    assert found(shared_site, HARMLESS[name]) == []


IN_QUOTATION_MARKS = ('"What is known"', "'It is so'", "What it's like", '"a \\u2018b\\u2019"')
FIELDS: dict[str, tuple[str, str, int]] = {
    "script in a title": ('title: "a <script>alert(1)</script>"', "F32", 2),
    "script in a description": ('description: "a <script>alert(1)</script>"', "F32", 2),
    "end of an attribute": ("description: '0;url=https://example.org/ \" http-equiv=\"refresh'", "F32", 2),
    "escaped": (r'description: "0;url=https://example.org/ \" http-equiv=\"refresh"', "F32", 2),
    "bare": ('description: 0;url=https://example.org/ " http-equiv="refresh', "F32", 2),
    **{written: (f"description: {written}", "", 0) for written in IN_QUOTATION_MARKS},
    "redirect": ("moved_to: https://example.org/", "F10", 2),
    "template": ("template: 404.html", "F10", 2),
    "quoted key": ('"moved_to": /x/', "F10", 2),
    "flow mapping": ("{title: a, moved_to: /x/}", "F10", 2),
    "folded text": ('title: a\ndescription: >-\n  a " http-equiv="refresh', "F32", 3),
    "escaped mark": (r'description: "a \x22 http-equiv"', "F32", 2),
    "tag in a title": ("title: |\n  a\n  <b>", "F32", 2),
}


@pytest.mark.parametrize("name", FIELDS)
def test_front_matter_is_text_that_cannot_lead_elsewhere_or_end_its_place(shared_site: WriteSite, name: str) -> None:
    header, code, line = FIELDS[name]
    root = shared_site(**{"docs/pain.md": f"---\n{header}\n---\n\n# Pain\n\nText.\n"})
    assert [(p.code, p.line) for p in problems_of(root) if p.code in {"F10", "F32"}] == [(code, line)] * bool(code)


UNMARKED = ("moved_to: /x/\n\n# Pain", "--- \nmoved_to: /x/\n---\n\n# Pain", "---\nmoved_to: /x/\n...\n\n# Pain",
            "\ufeffmoved_to: /x/\n\n# Pain")  # fmt: skip


@pytest.mark.parametrize("text", UNMARKED)
def test_fields_are_between_their_fences(shared_site: WriteSite, text: str) -> None:
    root = shared_site(**{"docs/pain.md": f"{text}\n\nText.\n"})
    assert {p.code for p in problems_of(root) if p.path == "docs/pain.md"} & {"F08", "F10", "F03", "F04"}


@pytest.mark.parametrize("name", ["x.html", "x.js", "sub/x.SVG", "x.markdown", "pictures/x.html"])
def test_no_file_below_docs_is_published_unread(shared_site: WriteSite, name: str) -> None:
    root = shared_site(**{f"docs/{name}": "<script>alert(1)</script>"})
    assert [p.path for p in problems_of(root) if p.code == "F33"] == [f"docs/{name}"]
