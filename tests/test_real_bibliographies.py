"""What people's own bibliographies have in them, each kind by its smallest example: read as it is meant, or told."""

from __future__ import annotations

import re
from datetime import date

import pytest

from builders import codes
from explainer.clock import SHORT_MONTHS
from explainer.loading.bibliography import read_bibliography
from explainer.loading.bibliography_fields import TYPES, first_isbn, month_of
from explainer.model.reference import Name, Reference
from explainer.model.vocabulary import Standing
from explainer.problems import Problem, Severity
from explainer.references.vancouver import author_line, vancouver

ARTICLE = "author = {Smith, Anna}, title = {Tea}, journal = {Letters}, year = {2020}"


def read(text: str) -> tuple[dict[str, Reference], list[Problem]]:
    return read_bibliography("bibliography.bib", text.encode())


def article(more: str) -> str:
    return f"@article{{k, {ARTICLE}, {more}}}"


def letter(more: str) -> str:
    return f"@article{{k, author={{A, B}}, title={{T}}, journal={{J}}, {more}}}"


def book(more: str) -> str:
    return f"@book{{k, author = {{Smith, Anna}}, title = {{Tea}}, publisher = {{Press}}, year = {{2020}}, {more}}}"


def chapter(more: str, kind: str = "incollection") -> str:
    given = "author = {Smith, Anna}, title = {Tea}, booktitle = {Leaves}, publisher = {Press}, year = {2020}"
    return f"@{kind}{{k, {given}, {more}}}"


def clean(text: str, key: str = "k") -> Reference:
    references, problems = read(text)
    assert problems == []
    return references[key]


def shown(text: str) -> str:
    return vancouver(clean(text))


def authors(value: str) -> tuple[str, list[Problem]]:
    references, problems = read(
        f"@article{{k,\n  author = {{{value}}},\n  title = {{Tea}}, journal = {{Letters}}, year = {{2020}}}}"
    )
    return ", ".join(author_line(name) for name in references["k"].authors), problems


def places(problems: list[Problem]) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in problems]


def graded(problems: list[Problem]) -> list[tuple[str, Severity]]:
    return [(problem.code, problem.severity) for problem in problems]


# Titles and their subtitles (1)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        # subtitles
        ("@article{k, author={B, A}, title={Is it safe?}, subtitle={A review}, journal={J}, year=2020}",
         "B A. Is it safe? A review. J. 2020."),
        (chapter("booksubtitle = {a guide}"), "Smith A. Tea. In: Leaves: a guide. Press; 2020."),
        (book("maintitle = {All leaves}, mainsubtitle = {a set}, volume = {2}"),
         "Smith A. All leaves: a set. Vol. 2, Tea. Press; 2020."),
        (chapter("maintitle = {All plants}, volume = {2}"),
         "Smith A. Tea. In: All plants. Vol. 2, Leaves. Press; 2020."),
        # what a book, a report or a thesis has beside
        (chapter("editor = {Berg, B and others}"), "Smith A. Tea. In: Berg B, et al., editors. Leaves. Press; 2020."),
        (chapter("bookauthor = {Berg, Ole}", "inbook"), "Smith A. Tea. In: Berg O. Leaves. Press; 2020."),
        (book("edition = {2nd ed.}"), "Smith A. Tea. 2nd ed. Press; 2020."),
        *((book(f"edition = {{{nth}}}"), "Smith A. Tea. 2nd ed. Press; 2020.") for nth in ("2nd edition", "2nd ed..")),
        (book("edition = {2., erw. Aufl.}"), "Smith A. Tea. 2., erw. Aufl. Press; 2020."),
        (book("edition = {21st}"), "Smith A. Tea. 21st ed. Press; 2020."),
        (book("edition = {Second edition}"), "Smith A. Tea. 2nd ed. Press; 2020."),
        ("@inbook{k, author={A, B}, title={All of tea}, chapter={3}, pages={1--9}, publisher={P}, year=2001}",
         "A B. All of tea. P; 2001. Chapter 3; p. 1\u20139."),
        ("@thesis{k, author={A, B}, title={T}, type={mathesis}, institution={U}, date={2001}}",
         "A B. T [master's thesis]. U; 2001."),
        ("@phdthesis{k, author={A, B}, title={T}, publisher={ProQuest}, school={U}, year=2001}",
         "A B. T [dissertation]. U; 2001."),
        (chapter("eventtitle = {Leaves}", "inproceedings"), "Smith A. Tea. In: Leaves. Press; 2020."),
        (letter("year={1973\u20131974}"), "A B. T. J. 1973-1974."),
        (letter("year={in press}"), "A B. T. J. in press."),
        (letter("year={May 1979}"), "A B. T. J. 1979 May."),
        (letter("date={2020-03-04}, volume=1"), "A B. T. J. 2020 Mar 4;1."),
        # crossref gives the book of a chapter
        (
            chapter("crossref = {leaves}, pages = {1--9}").replace("booktitle = {Leaves}, publisher = {Press}, ", "")
            + "@book{leaves, editor={Berg, Ole}, title={Leaves}, subtitle={a guide}, publisher={Press}, year=2020}",
            "Smith A. Tea. In: Berg O, editor. Leaves: a guide. Press; 2020. p. 1\u20139.",
        ),
        # strings are joined, and entries may be in parentheses
        (
            """@string(a = "Jour") @STRING{b = A # { of } # "Tea"} @article(k, author={A, B},
            title={{{T}he {{Deep}}}}, journal = B # { (} # a # {)}, year=2020, month="1~"#JAN,,)""",
            "A B. The Deep. Jour of Tea (Jour). 2020 Jan 1.",
        ),
        # tags are taken from the titles of journals and books too
        ("@article{k, author={A, B}, title={H<inf>2</inf>O}, journal={Letters of <i>tea</i>}, year=2020}",
         "A B. H\u2082O. Letters of tea. 2020."),
        # volume, number, pages and day as other programs export them
        (article("volume = {Volume 8 - 2017}, number = {Issue 2}, pages = {pages 5-9}"),
         "Smith A. Tea. Letters. 2020;8(2):5\u20139."),
        (article("volume = {8}, pages = {105--105}"), "Smith A. Tea. Letters. 2020;8:105."),
        (article("volume = {8}, pages = {10\u22125}"), "Smith A. Tea. Letters. 2020;8:10\u20135."),
        (article("volume = {8}, pages = {10\u201112}"), "Smith A. Tea. Letters. 2020;8:10\u20132."),
        (article("volume = {8}, month = mar, day = {4th}"), "Smith A. Tea. Letters. 2020 Mar 4;8."),
        (article("volume={8}, ranking={rank1}, times-cited={3}, eissn={1234-5678}, document_type={Article}"),
         "Smith A. Tea. Letters. 2020;8."),
    ],
)  # fmt: skip
def test_an_entry_is_written_as_it_is_meant(entry: str, text: str) -> None:
    """What the works of test_nlm_style do not have; those are of each type, with each field that it may have."""
    assert shown(entry) == text


# LaTeX (2, 4, 8, 15)


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (r"O{\textquoteright}Brien, Pat", "O'Brien P"),
        (r"O\textquoteright Brien, Pat", "O'Brien P"),
        (r"Ivanov, {\relax Yu}ri", "Ivanov Y"),
        (r"Nov\'ak, Ji\u{r}i", "Nov\u00e1k J"),
        (r"\v{C}apek, Karel", "\u010capek K"),
        (r"\v Capek, Karel", "\u010capek K"),
        (r"{\L}ukasiewicz, Jan", "\u0141ukasiewicz J"),
        (r"Haddad, Ma\d{h}m\=ud", "Haddad M"),
        (r"Dijkstra, \'{E}douard", "Dijkstra \u00c9"),
        (r"{\'O} S{\'u}illeabh{\'a}in, Pat", "\u00d3 S\u00failleabh\u00e1in P"),
        (r"\O stergaard, S\o ren", "\u00d8stergaard S"),
        (r"Wa\l \k{e}sa, X", "Wa\u0142\u0119sa X"),
        ("Smith, Anna\u2013Belle", "Smith AB"),
        ("Smith, 2nd, Jane", "Smith J 2nd"),
        ("family=Berg, given=Jan, prefix=van der, useprefix=true", "van der Berg J"),
        ("family=King, given={Martin Luther}, suffix=Jr. and Smith, Anna", "King ML Jr, Smith A"),
        ("family={World Health Organization}", "World Health Organization"),
        ("Smith, Robert (Bob)", "Smith R"),
        ('Smith, Robert "Bob" James', "Smith RJ"),
        ("Williams, Amanda C. de C.", "Williams AC de C"),
        ("\u65b9, \u660e\u6708", "\u65b9 \u660e\u6708"),
        ("Smith, 'Abd", "Smith A"),
        ("Smith, Anna and others", "Smith A"),
        (r"\'{E}va Tardos and {P}roject Jupyter", "Tardos \u00c9, Jupyter P"),
        (r"\'{E}va von Tardos", "von Tardos \u00c9"),
        ("Ludwig {v}an Beethoven", "van Beethoven L"),
        ("{W.M.P. van der} Aalst and Kim a. Dick and Carl a de Souza", "Aalst WMP van der, Dick KA, de Souza CA"),
        ("{King, Jr.}, Martin and {Roe III}, Al and Jan v. Berg", "King M Jr, Roe A 3rd, v. Berg J"),
        (r"Jones, C.\,D. and Smith, A.~B.", "Jones CD, Smith AB"),
        ("{given=Anna, family=Lee}", "Lee A"),
        ("nosortothers=true and Smith, Anna", "Smith A"),
    ],
)
def test_a_name_is_read_as_it_is_meant(written: str, line: str) -> None:
    assert authors(written) == (line, [])


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        (r"Sm\frobnicate{i}th, Anna", None, "\\frobnicate"),
        (r"Garc{\textbackslash}'ia, F", None, "\\'ia"),
        ("Smith, Anna and xdata=team-1", "Smith A", "`team-1`"),
        ("Gutman, Gloria and ,  and Spencer, C", "Gutman G, Spencer C", "an empty name"),
        ("Spencer, C and ", "Spencer C", "begins or ends with `and`"),
        ("Spencer, C and -", "Spencer C", "an empty name"),
        ("and Spencer, C", "Spencer C", "begins or ends with `and`"),
        ("Gutman, G and {} and Spencer, C", "Gutman G, Spencer C", "an empty name"),
        (", Anna and Spencer, C", "Spencer C", "has no family name"),
        ("Smith, Anna and and Roe, Bo", "Smith A, Roe B", "an empty name"),
        ("Smith, Anna and  AND Roe, Bo", "Smith A, Roe B", "an empty name"),
    ],
)
def test_what_is_no_name_is_an_error_that_names_it(written: str, line: str | None, said: str) -> None:
    read_as, problems = authors(written)
    assert {(problem.code, problem.severity, problem.line) for problem in problems} == {("S05", Severity.ERROR, 2)}
    assert said in problems[0].message
    assert line in {None, read_as}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"10$^{6}$ copies and 10$^{-9}$ M", "10\u2076 copies and 10\u207b\u2079 M"),
        (r"10\textsuperscript{6} cells", "10\u2076 cells"),
        ("10<sup>6</sup> and H<sub>2</sub>O", "10\u2076 and H\u2082O"),
        (r"$^{13}$C and Ca$^{2+}$", "\u00b9\u00b3C and Ca\u00b2\u207a"),
        (r"the 19$^{th}$ century", "the 19th century"),
        (r"2$^{n}$ and x$^k$", "2\u207f and x\u1d4f"),
        (r"Tea\textsuperscript{TM}, Tea$^*$", "Tea\u2122, Tea*"),
        (r"IC$_{50}$, $v_{max}$", "IC\u2085\u2080, vmax"),
        (r"$\Delta^9$-THC", "\u0394\u2079-THC"),
        (r"5 \textmu g", "5 \u00b5g"),
        (r"$37^\circ$C", "37\u00b0C"),
        (r"$\alpha_{2A}$-agonists", "\u03b12A-agonists"),
        (r"{\textless}5", "<5"),
        (r"a \textgreater{} b", "a > b"),
        (r"people{\textquoteright}s", "people\u2019s"),
        (r"tea\dots", "tea\u2026"),
        (r"\d{h}", "\u1e25"),
        (r"\mbox{AB}C", "ABC"),
        (r"\enquote{Legal} highs", "\u201cLegal\u201d highs"),
        (r"`legal high' and ``tea''", "\u2018legal high\u2019 and \u201ctea\u201d"),
        ("It's 5'-end of 'tea''", "It's 5'-end of 'tea\u201d"),
        (r"($n = 40$)", "(n = 40)"),
        (r"$p<0.05$", "p<0.05"),
        (r"From $5 to $10", "From $5 to $10"),
        (r"US$5 and $7", "US$5 and $7"),
        (r"<i>Mitragyna speciosa</i> &amp; pain", "Mitragyna speciosa & pain"),
        (r"Tea \&amp; Harvard\&\#039;s", "Tea & Harvard's"),
        (r"a < b & c > d", "a < b & c > d"),
        (r"&lt;i&gt;Mitragyna&lt;/i&gt; &amp;amp; p &lt; 0.05", "Mitragyna & p < 0.05"),
        (r"<script>alert(1)</script>", "<script>alert(1)</script>"),
        (r"\noopsort{1973b}Tea", "Tea"),
        (r"\texorpdfstring{$\beta$}{beta}-arrestin", "beta-arrestin"),
        (r"\href{https://x.org/}{Tea}", "Tea"),
        (r"so\-called", "socalled"),
        (r"50\,mg~a day", "50 mg\u00a0a day"),
        (r"M{\"u}ller, na{\"\i}ve, stra{\ss}e", "M\u00fcller, na\u00efve, stra\u00dfe"),
        (r"Ji\u{r}\'i, ada\u{g}", "Ji\u0159\u00ed, ada\u011f"),  # a breve that means a caron
        ("{K}ratom and {{DNA}}", "Kratom and DNA"),
        (r"{\'e}t\'e", "\u00e9t\u00e9"),
        ("na\u00efve \u2014 \u201cq\u201d", "na\u00efve \u2014 \u201cq\u201d"),
        (r"Tea \& sleep: 5\% of \#1 at \$2, a\_b", "Tea & sleep: 5% of #1 at $2, a_b"),
        ("pages 1--9 --- all", "pages 1\u20139 \u2014 all"),
        ("two\n     lines   and  gaps", "two lines and gaps"),
        (r"\{x\}, \{\{ 7*7 \}\}", "{x}, {{ 7*7 }}"),
        ('"q" *x* _y_ [z](w)', '"q" *x* _y_ [z](w)'),
        (r"\alpha-synuclein", "\u03b1-synuclein"),
        (r"\LaTeX{} and \TeX", "LaTeX and TeX"),
        (r"\~{} and \^{}, \~n", "~ and ^, \u00f1"),
        (r"\noop{zz}Tea", "Tea"),
        (r"\frac{1}{2} and \nicefrac{1}{3}", "1/2 and 1/3"),
        (r"\glqq Tee\grqq{} in $n\log n$", "\u201eTee\u201c in n log n"),
        (r"\textit{in vitro}, {\em in vivo}", "in vitro, in vivo"),
    ],
)
def test_common_latex_and_html_become_plain_text(written: str, text: str) -> None:
    assert clean(f"@misc{{k, title = {{{written}}}}}").title == text


@pytest.mark.parametrize(
    ("title", "said"),
    [
        (r"Tea 10$^{-9.5}$", ""),
        (r"Tea 10\textsuperscript{6,5}", ""),
        (r"Tea x$^{\alpha}$", ""),
        (r"Tea \frobnicate{x}", ""),
        (r"Tea \cite{x}", ""),
        (r"Tea \frac", ""),
        (r"Tea \input{x}", ""),
        (r"\foo{Tea}", r"`\foo` is LaTeX"),
        ("Tea $a^{b^c}$", "` is a power"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math> rays", ""),
        ("<inline-formula>x</inline-formula>", ""),
        ("10<msup><mi>x</mi></msup>", ""),
        *((title, "is markup") for title in ("<tex>x</tex> rays", r"$$\backslash$widehat $\{$R$\}$ $", r"\$^7\$Be",
                                             r"In\_\{x\}As", r"{{\{\{GaAs\}\}}}", r"Tr{\textbackslash}'egor")),
    ],
)  # fmt: skip
def test_what_no_plain_text_can_show_is_an_error_told_as_what_it_is(title: str, said: str) -> None:
    references, problems = read(f"@misc{{k,\n  title = {{{title}}}, year = 2020}}")
    assert [(problem.code, problem.severity, problem.line) for problem in problems] == [("S05", Severity.ERROR, 2)]
    assert said in problems[0].message
    assert list(references) == ["k"]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        # a sign that nobody sees does not come out of an entity
        ("@misc{k, title = {a&#8238;b&#0;c&lt;d}}", "title", "a&#8238;b&#0;c<d"),
        # macros ignore case
        (
            "@string{JAMA = {Journal of Tea}}\n" + letter("journal = jama, year=2020").replace("journal={J}, ", ""),
            "container",
            "Journal of Tea",
        ),
        # crossref gives the booktitle of classic proceedings
        (
            "@inproceedings{k, author = {Smith, Anna}, title = {Tea}, crossref = {p}}\n"
            "@proceedings{p, title = {Proceedings}, booktitle = {Tea Days 2020}, year = 2020}",
            "container",
            "Tea Days 2020",
        ),
        *(
            (article(f"month = {month}"), "month", "Jan")
            for month in "Jan JAN jan January {January} {1} {jan.}".split()
        ),
        # days and ranges of months
        (article("month = mar # {~4}"), "month", "Mar 4"),
        (article("month = {4 March}"), "month", "Mar 4"),
        (article("month = {Jan-Feb}"), "month", "Jan-Feb"),
        (article("month = jan # {--} # feb"), "month", "Jan-Feb"),
        (article("month = {Summer}"), "month", "Summer"),
        (article("month = {March 4--6}"), "month", "Mar 4-6"),
        # pages have the dash of ranges
        (article("pages = {1---9}"), "pages", "1\u20139"),
        (article("pages = {131\u2013-144}"), "pages", "131\u2013144"),
        (article("pages = {pp. 1--9}"), "pages", "1\u20139"),
        (article("pages = {1,3,5--9}"), "pages", "1,3,5\u20139"),
        (article("pages = {1 -- 9}"), "pages", "1\u20139"),
        (article("pages = {e1-e9}"), "pages", "e1-e9"),
        # a field of biblatex is no unknown one
        *(
            (article(f"{name} = {{x}}"), "title", "Tea")
            for name in "archiveprefix eid origyear version eventtitle langid keywords".split()
        ),
        # names by key
        (
            "@misc{k, title={T}, author={family=Berg, given=Jan, prefix=van der, useprefix=true}}",
            "authors",
            (Name("Berg", ("Jan",), particle="van der"),),
        ),
    ],
)
def test_a_field_is_read_as_it_is_meant(text: str, field: str, value: object) -> None:
    assert getattr(clean(text), field) == value


# Names (3, 5, 6, 7)


@pytest.mark.parametrize(
    ("written", "reading", "fix"),
    [
        ("Smith AB and Jones C", "given name Smith, family name AB", "Smith, A. B."),
        ("Smith A, Jones B, Brown C", "family name Smith A", "Smith, A. and Jones, B. and Brown, C."),
        ("Smith AB, Jones C, Berg D, Lee E", "read as", "Smith, A. B. and Jones, C. and Berg, D. ..."),
        ("Smith AB", "given name Smith, family name AB", "Smith, A. B."),
        ("Smith, Anna, Jones, Carl", "read as", "`and` between names"),
        ("Smith, Anna,", "the name Smith alone", "`and` between names"),
        ("Smith, Anna; Jones, Carl", "read as", "`and` between names"),
        ("Smith, Anna & Jones, Carl", "read as", "`and` between names"),
        ("Food and Drug Administration", "name Drug, family name Administration", "{{Food and Drug Administration}}"),
        ("World Health Organization", "name World Health, family name Organization", "{{World Health Organization}}"),
        ("Martin Luther King Jr.", "family name Jr.", "King, Jr., Martin Luther"),
        ("King Jr., Martin Luther", "family name King Jr.", "King, Jr., Martin Luther"),
        ("King, Martin Luther, Jr.", "read as", "King, Jr., Martin Luther"),
        ("Organization, World Health and others", "family name Organization", "{{World Health Organization}}"),
        ("Smith, Anna and Martin Luther King, Jr.", "given name Jr.", "King, Jr., Martin Luther"),
        ("Anna Smith andCarl Jones", "one name", "`and` between names"),
        ("Cancer Research UK", "family name UK", "{{Cancer Research UK}}"),
        ("Barnes and Noble", "two people", "{{Barnes and Noble}}"),
        ("Department and Agriculture", "name Department alone; the name Agriculture", "{{Department and Agriculture}}"),
        ("{Smith, Anna and Jones, Carl}", "read as one body", "one pair of braces"),
        ("Li Wei, Zhang Min", "family name Li Wei", "Li, Wei and Zhang, Min"),
        ("Smith, A. and et al.", "et al.", "and others"),
        ("Anna Smith, Carl Jones", "family name Anna Smith", "Smith, Anna and Jones, Carl"),
        ("Smith Anna, Jones Carl", "family name Smith Anna", "Smith, Anna and Jones, Carl"),
        ("De Souza Anna-Lena M., Jones Carl", "family name", "De Souza, Anna-Lena M. and Jones, Carl"),
        ("Smith A., Jones C.", "family name Smith A.", "Smith, A. and Jones, C."),
        *((f"Smith, Anna {sign} Jones, Carl", "read as", "`and` between names") for sign in ("und", "et", "og", "/")),
        ("Smith, Anna andJones, Carl", "one name", "`and` between names"),
        *((f"Smith, Anna{sign}", "read as", "the name alone") for sign in ("*", "\u2020", "$^1$", " (ed.)")),
        ("N/A", "read as", "the name alone"),
        ("Smith A.", "given name Smith, family name A.", "Smith, A."),
        ("Smith A.B. and Jones C.", "1 more", "Smith, A.B."),
        ("Smith, Dr. Anna", "given name Dr. Anna", "the name alone"),
        ("Prof. Anna Smith", "given name Prof. Anna", "the name alone"),
        ("Anna Smith PhD", "family name PhD", "the name alone"),
        ("Smith1, Anna", "family name Smith1", "the name alone"),
        ("Smith, Anna <anna@tea.example>", "@", "the name alone"),
        ("M?ller, Anna", "M?ller", "the name alone"),
        ("Smith, Jane 2nd", "2nd", "the name alone"),
        ("Smith, A. and others and Roe, B.", "names stand after `others`", "`and others` at the end"),
        ("Smith, Anna; and Jones, Carl; and Brown, B;", "2 more", "`and` between names"),
        ("Roe, B. and Anna-Lena M. Smith, J\\\"{o}rg van der Berg", "family name", "van der Berg, J\u00f6rg"),
    ],
)  # fmt: skip
def test_names_that_are_misread_are_reported_with_their_reading(written: str, reading: str, fix: str) -> None:
    _, problems = authors(written)
    assert {(problem.code, problem.severity, problem.line) for problem in problems} == {("S30", Severity.WARNING, 2)}
    assert any(reading in problem.message for problem in problems)
    assert any(fix in problem.fix for problem in problems)
    assert ".." not in problems[0].fix.removesuffix(" ...")


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("Smith AB", ""),
        ("Smith AB and Jones CD", ", and 1 more"),
        ("Smith AB and Jones CD and Berg EF", ", and 2 more"),
    ],
)
def test_a_list_of_such_names_is_reported_once_with_their_number(written: str, others: str) -> None:
    _, (problem,) = authors(written)
    assert problem.message.partition("family name AB")[2].removesuffix(" of this list likewise") == others


@pytest.mark.parametrize(
    "written",
    [
        "Smith, Anna B. and Jones, C. D.",
        "Anna Smith and Carl Jones",
        "{Food and Drug Administration} and Smith, Anna",
        "Plato",
        "\uae40\ucca0\uc218 and \uc774\uc601\ud76c",
        "Smith, Anna and Firdayani and Ahmadi, Peni",
        "King, Jr., Martin",
        "Church, Alonzo and Bishop, Errett and Bank, Barbara and Court, J. and Press, William H.",
        "van der Berg, Jan and Li, Y.-Z.",
        "Garc{\\'i}a M{\\'a}rquez, Gabriel Jos{\\'e} and Mart\\'in G\\'omez, Luis Carlos and Robert-Nicoud, Anna Maria",
        "John Abdullah, Siti Alida and von Berg, Jr, Jan Willem and {Anna Smith}, Carl Jones and Martin, Jan Smith",
        "Saint Martin, Jean Paul and San Carlos, Anna and M&uuml;ller, J and Etienne, Jean",
        "{National Institutes of Biomedical Innovation, Health and Nutrition, Japan}",
        "{Smith and Jones, Ltd}",
        *("A. Smith", "Smith, A. B.", "St. John, Mary", "Drew, Md. A.", "Prost, Drina", "{3M}", "Khalil @ Halim, S."),
    ],
)
def test_names_in_their_right_form_are_not_reported(written: str) -> None:
    assert authors(written)[1] == []


# What a reference of a book, a report or a thesis has beside (9, 11, 12)


@pytest.mark.parametrize(
    ("date", "shown_as"),
    [("2020-03/2020-05", "2020 Mar-May"), ("2020-03-04/2020-03-09", "2020 Mar 4-9"), ("2019-12/2020-01", "2019-2020"),
     ("2020~", "[ca. 2020]"), ("2020?", "[2020?]"), ("2020%", "[2020?]"), ("2020-03~", "2020 Mar"),
     ("199X", "1990-1999"),
     ("1999-XX", "1999"), ("1999-07-XX", "1999 Jul"), ("199X/2001", "1990-2001"), ("2020-21", "2020 Spring"),
     ("1999/..", "1999"), ("../1999", "1999"), ("4 March 2020", "2020 Mar 4"), ("March 4, 2020", "2020 Mar 4")],
)  # fmt: skip
def test_dates_of_every_form_are_read(date: str, shown_as: str) -> None:
    reference = clean(f"@article{{k, author={{A, B}}, title={{T}}, journal={{J}}, date={{{date}}}}}")
    assert vancouver(reference) == f"A B. T. J. {shown_as}."
    assert reference.first_year == shown_as.removeprefix("[ca. ").removeprefix("[")[:4]


# Links and numbers (10, 15)


@pytest.mark.parametrize(
    ("field", "addresses"),
    [
        (r"howpublished = {\url{https://x.org/a_b}}", ["https://x.org/a_b"]),
        (r"url = {\url{https://x.org/a_b}}", ["https://x.org/a_b"]),
        ("eprint = {2001.01234}, archiveprefix = {arXiv}", ["https://arxiv.org/abs/2001.01234"]),
        ("eprint = {hep-th/9901001}, eprinttype = {arxiv}", ["https://arxiv.org/abs/hep-th/9901001"]),
        ("eprint = {12345}, eprinttype = {pubmed}", ["https://pubmed.ncbi.nlm.nih.gov/12345/"]),
        (
            r"doi = {10.1002/(SICI)1097-0258{\textless}1661::AID{\textgreater}3.0.CO;2-2}",
            ["https://doi.org/10.1002/(SICI)1097-0258%3C1661::AID%3E3.0.CO;2-2"],
        ),
        ("doi = {10.1002/a%3Cb%3E}", ["https://doi.org/10.1002/a%3Cb%3E"]),
        ("eprint = {doi:10.5555/x}", ["https://doi.org/10.5555/x"]),
        (r"doi = {10.1007/978-3$\_$5}", ["https://doi.org/10.1007/978-3_5"]),
    ],
)
def test_an_address_or_number_in_latex_leads_to_the_work(field: str, addresses: list[str]) -> None:
    reference = clean(f"@misc{{k, title = {{T}}, {field}}}")
    assert [address for _, address in reference.links] == addresses
    assert reference.publisher == ""


@pytest.mark.parametrize(
    ("written", "beside", "day"),
    [
        (r"Poster, \url{https://x.org/}", "Poster", "None"),
        *(
            (rf"Available at: \url{{https://x.org/}}. Accessed: {day}.", "", "2020-01-31")
            for day in ("2020-01-31", "31 January 2020", "January 31, 2020", "31-Jan-2020")
        ),
    ],
)
def test_address_and_day_of_reading_are_taken_out_of_howpublished(written: str, beside: str, day: str) -> None:
    reference = clean(f"@misc{{k, title = {{T}}, howpublished = {{{written}}}}}")
    assert (reference.publisher, reference.url, str(reference.accessed)) == (beside, "https://x.org/", day)


def test_the_first_of_two_isbns_and_the_day_of_a_time_are_kept() -> None:
    isbns = "978-0-00-000000-2, 978-1-4028-9462-6"
    reference = clean(book(f"isbn = {{{isbns}}}, urldate = {{2020-01-31T10:15:00Z}}"))
    assert (reference.isbn, str(reference.accessed)) == ("978-0-00-000000-2", "2020-01-31")


# What is wrong, and told once at its place


ERROR, WARNING = Severity.ERROR, Severity.WARNING
HIDDEN = f"@article{{k, {ARTICLE}}}"


@pytest.mark.parametrize(
    ("text", "told", "said"),
    [
        *((letter(f"\n date={{{date}}}"), ("S05", ERROR, 2), f"{date} date") for date in (
            "2020-13", "2020-02-30", "20200304", "-0044", "Y17000", "soon", "2020-03-04-05")),
        # an entry that inherits from nothing
        *((article(f"\n  {field} = {{nowhere}}"), ("S05", ERROR, 2), f"`{field}` `nowhere`")
          for field in ("crossref", "xdata")),
        (article("\n  crossref = {k}"), ("S05", ERROR, 2), "leads back"),
        # a macro that nobody defines
        ("@article{k, author={A, B}, title={T}, journal = nosuch, year=2020}", ("S01", ERROR, 1),
         "`k` `journal` `nosuch`"),
        (article("isbn = {0028-0836}"), ("S06", ERROR, 1), "ISSN"),
        # an entry that is not hidden as its writer thinks
        *((f"{before}{HIDDEN}{after}\n{HIDDEN.replace('{k', '{l')}", ("S01", WARNING, line), "`k`")
          for before, after, line in (("% ", "", 1), ("@comment{", "}", 1), ("@comment{\n  ", "\n}", 2))),
        # a file of another form
        ("TY  - JOUR\nTI  - Tea\nER  - \n", ("S01", WARNING, 1), "no entry"),
        ('[{"id": "x"}]', ("S01", WARNING, 1), "no entry"),
        ("%0 Journal Article\n%T Tea\nx", ("S01", WARNING, 3), "no entry"),
    ],
)  # fmt: skip
def test_one_fault_is_told_once_at_its_place(text: str, told: tuple[str, Severity, int], said: str) -> None:
    references, (problem,) = read(text)
    assert (problem.code, problem.severity, problem.line) == told
    assert all(word in problem.message + problem.fix for word in said.split())
    assert set(references) == {key for key in "kl" if f"{{{key}," in text}


# What is valid and was refused (13, 14)


DOCUMENTED = """article book booklet conference inbook incollection inproceedings manual mastersthesis misc phdthesis
proceedings techreport unpublished mvbook bookinbook suppbook collection mvcollection suppcollection dataset online
patent periodical suppperiodical mvproceedings reference mvreference inreference report software thesis electronic www
artwork audio bibnote commentary image jurisdiction legislation legal letter movie music performance review standard
video customa customb customc customd custome customf""".split()
"""Entry types of the BibTeX manual and of biblatex (manual, 2.1.1 to 2.1.3)."""


@pytest.mark.parametrize("kind", DOCUMENTED)
def test_every_documented_entry_type_is_read(kind: str) -> None:
    entry = (
        f"@{kind}{{k, author = {{Smith, Anna}}, title = {{Tea}}, journal = {{Letters}}, booktitle = {{Leaves}}, "
        "publisher = {Press}, year = {2020}, number = {7}, url = {https://x.org/}, urldate = {2020-01-31}}"
    )
    assert clean(entry).type == TYPES[kind]
    assert shown(entry).startswith("Smith A, inventor. Tea" if kind == "patent" else "Smith A. Tea")


def test_crossref_gives_the_whole_of_a_volume_and_xdata_its_fields() -> None:
    text = """@xdata{house, publisher = {Press}, location = {Oslo}}
    @mvbook{all, title = {All leaves}, author = {Smith, Anna}, xdata = {house}, date = {2020}}
    @book{k, title = {Tea}, volume = {2}, crossref = {all}}"""
    assert sorted(read(text.replace("date", "design = {news}, date"))[0]) == ["all", "k"]
    assert sorted(read(text)[0]) == ["k"], "an entry that lends its fields, and has no design, is no work by itself"
    assert shown(text) == "Smith A. All leaves. Vol. 2, Tea. Oslo: Press; 2020."


def test_crossref_and_xdata_go_on_in_a_chain_whatever_their_case() -> None:
    text = """@inbook{k, author={A, B}, title={T}, CrossRef={B}}
    @collection{b, title={Col}, editor={Ed, E}, crossref={C}}
    @mvcollection{c, title={MV}, XData={one}} @xdata{one, publisher={P}, xdata={two}}
    @xdata{two, location={Oslo}, date={2001}}"""
    references = read(text)[0]
    assert vancouver(references["k"]) == "A B. T. In: Ed E, editor. MV. Col. Oslo: P; 2001."
    assert list(references) == ["k"], "those that lend their fields are no works"


# Fields (17)


@pytest.mark.parametrize(
    ("field", "better", "read_as"),
    [
        ("issue = {3}", "number", ("number", "3")),
        ("article-number = {e12}", "eid", ("pages", "e12")),
        ("accessdate = {2020-01-31}", "urldate", ("accessed", date(2020, 1, 31))),
        ("elocation-id = {e5}", "eid", ("pages", "e5")),
        ("art_number = {5}", "eid", ("pages", "5")),
        ("pubmedid = {31900000}", "pmid", ("pmid", "31900000")),
        ("pubmed_id = {31900000}", "pmid", ("pmid", "31900000")),
        ("journal-iso = {Lett.}", "shortjournal", ("short_container", "Lett.")),
    ],
)
def test_a_field_of_a_common_other_name_is_read_and_the_right_one_is_named(
    field: str, better: str, read_as: tuple[str, object]
) -> None:
    references, problems = read(article(f"\n  {field}"))
    assert [(problem.code, problem.severity, problem.line) for problem in problems] == [("S08", Severity.WARNING, 2)]
    assert problems[0].fix == f"Write `{better}`."
    assert getattr(references["k"], read_as[0]) == read_as[1]


# Broken files


@pytest.mark.parametrize(("rest", "count"), [("\n year = 2020\n}\n\n", 1), ("\n", 400)])
def test_every_entry_that_is_lost_is_named_however_broken_the_file_is(rest: str, count: int) -> None:
    broken = "".join(f"@article{{k{number}, title = {{x,{rest}" for number in range(count))
    references, problems = read(f"{broken}@article{{b, {ARTICLE}}}\n@article{{c, {ARTICLE}}}\n")
    named = " ".join(problem.message for problem in problems)
    lost = {f"k{number}" for number in range(count)} | {"b", "c"} - set(references)
    assert {key for key in lost if f"`{key}`" not in named} == set()
    if count == 1:
        assert ({"b", "c"} <= set(references), codes(problems)) == (True, ["S01"]), "it swallows none after it"


# Dates, addresses and numbers that stand in several fields


@pytest.mark.parametrize(
    ("fields", "year", "month", "told"),
    [
        ("year = {2020}, date = {soon}", "2020", "", []),
        ("date = {soon}", "", "", ["S05"]),
        ("date = {soon, 2020}", "", "", ["S05"]),
        ("date = {2020-03}", "2020", "Mar", []),
        ("date = {March 2020}", "2020", "Mar", []),
        ("year = {March 2020}", "2020", "Mar", []),
        ("year = {2019}, date = {2020-03}", "2019", "", ["S05"]),
        ("year = {2020}, date = {2020-03}", "2020", "Mar", []),
        ("year = {2020}, month = mar, date = {2020-04}", "2020", "Mar", []),
        ("pubstate = {inpress}", "in press", "", []),
        ("year = {2020}, pubstate = {inpress}", "2020", "", []),
        ("year = {2020}, month = mar, day = {4}", "2020", "Mar 4", []),
        ("year = {2020}, month = {mar 5}, day = {4}", "2020", "Mar 5", []),
        ("year = {2020}, month = {jan-feb}, day = {4}", "2020", "Jan-Feb", []),
        ("year = {2020}, month = mar, day = {x}", "2020", "Mar", []),
        ("year = {2020}, month = {Smarch}", "2020", "", ["S05"]),
    ],
)
def test_year_month_and_day_come_from_the_fields_that_say_them(
    fields: str, year: str, month: str, told: list[str]
) -> None:
    references, problems = read(f"@misc{{k, title = {{T}}, {fields}}}")
    assert (references["k"].year, references["k"].month) == (year, month)
    assert codes(problems) == told


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("Mar 4-6", "Mar 4-6"), ("4-6 Mar", "Mar 4-6"), ("14-16 March", "Mar 14-16"), ("4 Mar", "Mar 4"),
        ("Mar 4-Apr 5", "Mar 4-Apr 5"), ("Mar/Apr", "Mar-Apr"), ("Mar-Apr-May", ""), ("Mar-x", ""), ("x-Mar", ""),
        ("Mar 0", ""), ("Mar 1st", "Mar 1"), ("Mar 31", "Mar 31"), ("Mar 32", ""), ("Mar 4 5", ""), ("Mar Apr", ""),
        ("0", ""), ("1", "Jan"), ("12", "Dec"), ("13", ""), ("Sept.", "Sep"), ("spring", "Spring"), ("spring 2", ""),
        ("-", ""),
    ],
)  # fmt: skip
def test_a_month_is_read_in_every_usual_form(written: str, month: str) -> None:
    assert month_of(written) == month


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("howpublished = {http://a.example/x}", {"url": "http://a.example/x"}),
        ("howpublished = {\\url{http://a.example/x}}", {"url": "http://a.example/x"}),
        ("howpublished = {Poster}, url = {http://b.example/}", {"publisher": "Poster", "url": "http://b.example/"}),
        ("howpublished = {http://a.example/x}, url = {http://b.example/}", {"url": "http://b.example/"}),
        ("howpublished = {Website, http://a.example/x (accessed 2020-01-02)}",
         {"url": "http://a.example/x", "accessed": date(2020, 1, 2)}),
        ("howpublished = {http://a.example/x (accessed 2020-01-02)}, urldate = {2021-01-02}",
         {"url": "http://a.example/x", "accessed": date(2021, 1, 2)}),
        ("eprint = {2101.00001}", {"eprint": "arXiv:2101.00001"}),
        ("eprint = {x!y}, eprinttype = {arxiv}", {}),
        ("eprint = {1/2}, eprinttype = {hdl}", {"url": "https://hdl.handle.net/1/2"}),
        ("eprint = {1/2}, eprinttype = {hdl}, url = {http://b.example/}", {"url": "http://b.example/"}),
        ("eprint = {12}, eprinttype = {pubmed}", {"pmid": "12"}),
        ("eprint = {12}, eprinttype = {pubmed}, pmid = {13}", {"pmid": "13"}),
        ("eprint = {a b}, eprinttype = {jstor}", {"eprint": "jstor:ab"}),
        ("eprint = {a b}", {"eprint": "ab"}),
        ("eprint = {http://a.example/}", {"url": "http://a.example/"}),
    ],
)  # fmt: skip
def test_an_address_or_number_in_another_field_goes_to_its_own_unless_that_is_taken(
    fields: str, found: dict[str, object]
) -> None:
    names = ("url", "publisher", "accessed", "eprint", "pmid")
    reference = read(f"@misc{{k, title = {{T}}, {fields}}}")[0]["k"]
    assert {name: value for name in names if (value := getattr(reference, name))} == found


@pytest.mark.parametrize(
    ("kind", "giver", "fields", "container"),
    [
        ("article", "periodical", "title = {Letters}", "Letters"),
        ("misc", "periodical", "title = {Letters}", "Letters"),
        ("article", "misc", "title = {Letters}", "Letters"),
        ("misc", "misc", "title = {Letters}", ""),
        ("incollection", "misc", "booktitle = {Book}", "Book"),
        ("inproceedings", "proceedings", "title = {Book}, booktitle = {Days}", "Days"),
        ("inproceedings", "proceedings", "booktitle = {Days}, title = {Book}", "Days"),
        ("inproceedings", "proceedings", "title = {Days}", "Days"),
    ],
)
def test_a_parent_gives_its_title_to_the_works_that_stand_in_it(
    kind: str, giver: str, fields: str, container: str
) -> None:
    text = f"@{kind}{{k, title = {{T}}, crossref = {{p}}}}\n@{giver}{{p, {fields}, year = 2020}}"
    assert read(text)[0]["k"].container == container


@pytest.mark.parametrize(
    ("written", "isbn"),
    [
        ("080442957X", "080442957X"), ("0-8044-2957-x", "0-8044-2957-x"), ("0804429570", ""),
        ("9780306406157", "9780306406157"), ("9780306406158", ""), ("9770306406157", ""), ("978030640615", ""),
        ("0306406152 (pbk), 9780306406157", "0306406152"), ("ISBN: 0306406152", "0306406152"),
        ("9780306406157 0306406152", "9780306406157"), ("none and 0306406152", "0306406152"), ("none", ""),
    ],
)  # fmt: skip
def test_the_first_isbn_with_a_right_last_digit_counts(written: str, isbn: str) -> None:
    assert first_isbn(written) == isbn


@pytest.mark.parametrize(("field", "most"), [("year", 60), ("month", 60), ("isbn", 60), ("url", 80), ("author", 80)])
def test_a_message_quotes_the_beginning_of_a_long_value(field: str, most: int) -> None:
    value = ", " + "q" * 300 if field == "author" else "q" * 300
    problems = read(f"@misc{{k, title = {{T}}, {field} = {{{value}}}}}")[1]
    assert max(len(run) for problem in problems for run in re.findall(r"`([, q]*q[, q]*)`", problem.message)) == most


# What other programs export


@pytest.mark.parametrize("field", ["volume = {n/a}", "number = {0}", "pages = {ahead-of-print}", "pages = {12 pages}",
                                   "pages = {4-Mar}", "pages = {1-}", "pages = {1 to 9}", "pages = {1-9.}",
                                   "number = {05-jun}", "volume = {Jan-21}",
                                   "volume = {{N/A}}", "month = feb, day = 30", "month = {Apr 31}",
                                   "date = {2019-03-04}"])  # fmt: skip
def test_what_is_no_volume_number_page_or_day_is_left_out_and_told(field: str) -> None:
    references, problems = read(article(field))
    assert graded(problems) == [("S05", Severity.WARNING)]
    assert vancouver(references["k"]) in {f"Smith A. Tea. Letters. {day}." for day in ("2020", "2020 Feb", "2020 Apr")}


@pytest.mark.parametrize(
    ("month", "last"), list(zip(SHORT_MONTHS, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))
)
def test_a_month_has_as_many_days_as_in_the_longest_year(month: str, last: int) -> None:
    entry = article(f"month = {month.lower()}, day = {last}")
    assert shown(entry) == f"Smith A. Tea. Letters. 2020 {month} {last}."
    references, problems = read(entry.replace(str(last), str(last + 1)))
    assert vancouver(references["k"]) == f"Smith A. Tea. Letters. 2020 {month}."
    assert graded(problems) == [("S05", Severity.WARNING)]


@pytest.mark.parametrize(
    ("fields", "pmid", "note"),
    [
        ("note = {PMID: 26595229}", "26595229", ""),
        ("note = {PMID: 26595229}, pmid = {1}", "1", "PMID: 26595229"),
        ("note = {{PMID:} 26595229}", "26595229", ""),
        *(
            (f"note = {{{said}}}", "", "")
            for said in ("Cited by: 15; All Open Access", "Cited By :7", "Export Date: 3 May")
        ),
    ],
)
def test_a_number_of_pubmed_in_the_note_is_one_and_a_count_of_citations_is_no_note(
    fields: str, pmid: str, note: str
) -> None:
    reference = clean(article(fields))
    assert (reference.pmid, reference.note) == (pmid, note)


@pytest.mark.parametrize(("more", "status"), [("", Standing.RETRACTED), ("status = {ok}, ", Standing.OK)])
def test_a_title_that_its_publisher_marks_as_retracted_counts_unless_the_entry_says_otherwise(
    more: str, status: Standing
) -> None:
    assert clean(article(f"{more}note = {{x}}").replace("{Tea}", "{RETRACTED: Tea}", 1)).status is status


# Names that are no names


# What is no fault


@pytest.mark.parametrize(
    "text",
    [
        f"% of Zotero, 50% done\n@article{{k, {ARTICLE}}}\n@comment{{jabref-meta: x;}}\n@article{{l, {ARTICLE}}}",
        *("", "\n", "% nothing yet\n", "@comment{x}"),
    ],
)
def test_comments_and_nothing_are_no_fault(text: str) -> None:
    assert read(text)[1] == []
