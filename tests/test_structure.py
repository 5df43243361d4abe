"""The shape of the code: which module may import what, what must be documented, what the tools must accept."""

from __future__ import annotations

import ast
import functools
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from html import unescape
from pathlib import Path
from types import GenericAlias
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from builders import REPOSITORY
from explainer.addressing import Addressing
from explainer.building.all_rules import RULES
from explainer.clock import today
from explainer.loading import bibliography_fields
from explainer.loading.directives import DIRECTIVES, find_directives
from explainer.loading.field_help import CLAIM as CLAIM_FILE
from explainer.loading.field_help import fields_of
from explainer.loading.library import load_library
from explainer.model import site_data, vocabulary
from explainer.model.base import Authored
from explainer.model.claim import Claim
from explainer.model.vocabulary import Term
from explainer.pages.page_context import PageContext
from explainer.pages.render import Renderer
from explainer.pages.site_view import SiteView
from explainer.publish.schema import claim_schema
from site_builders import run

HOOKS = REPOSITORY / "hooks"
PACKAGE = HOOKS / "explainer"
ENTRY = PACKAGE / "mkdocs_events.py"
HOOK = HOOKS / "mkdocs_hooks.py"

ROOMS = ["", *"model network references dataset loading registers search checks upkeep pages publish".split()]
ROOMS += "versions building commands".split()
"""The folders from the lowest floor up: a folder imports only itself and those before it.

First the top of the package, with small things that everyone uses.
"""

NETWORK = {"socket", "ssl", "http", "urllib.request", "requests", "urllib3", "ftplib", "aiohttp", "httpx"}
MAY_USE_NETWORK = {"network", "registers", "upkeep"}


def sources() -> list[Path]:
    return [path for path in sorted(HOOKS.rglob("*.py")) if not any(part.endswith(".egg-info") for part in path.parts)]


def authored_files() -> list[Path]:
    """Return every file below hooks/ that people write, whatever its kind."""
    left_out = re.compile(r"\.egg-info$|^__pycache__$|^\.")
    return [
        path
        for path in sorted(HOOKS.rglob("*"))
        if path.is_file() and not any(left_out.search(part) for part in path.relative_to(HOOKS).parts)
    ]


@functools.cache
def imported(path: Path) -> set[str]:
    """Return the dotted names that a file imports, inside functions too; `from a import b` gives `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            module = node.module or ""
            names |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return names


def users_of(package: str) -> set[str]:
    return {
        path.relative_to(HOOKS).as_posix()
        for path in sources()
        if any(name == package or name.startswith(f"{package}.") for name in imported(path))
    }


def module_name(path: Path) -> str:
    parts = path.relative_to(HOOKS).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def graph() -> dict[str, set[str]]:
    """Return what each module of the package imports from the package."""
    names = {module_name(path): path for path in sources() if path not in {ENTRY, HOOK}}
    found = {name: {used for used in imported(path) if used in names} - {name} for name, path in names.items()}
    for used in found.values():  # `from explainer import vocabulary` is about the module, not about the package
        used -= {package for package in used if any(other.startswith(f"{package}.") for other in used)}
    return found


def reach(modules: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        for used in modules[todo.pop()] - seen:
            seen.add(used)
            todo.append(used)
    return seen


def room(module: str) -> str:
    """Return the folder that a module stands in; the command line at the top of the package counts as `commands`."""
    parts = module.split(".")
    if parts[-1] in {"cli", "__main__"}:
        return "commands"
    return parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else ""


# The import rule


@pytest.mark.parametrize(
    ("package", "users"),
    [
        ("mkdocs", {"mkdocs_events"}),
        ("material", set()),
        ("pybtex", {"loading/bibtex_syntax", "loading/person_names"}),
        ("pylatexenc", {"loading/latex"}),
        ("jinja2", {"pages/render"}),
    ],
)
def test_a_package_stays_in_the_modules_that_are_there_for_it(package: str, users: set[str]) -> None:
    assert users_of(package) == {f"explainer/{user}.py" for user in users}


def test_pillow_stays_in_the_picture_for_sharing_and_is_loaded_when_it_draws() -> None:
    assert users_of("PIL") == {"explainer/publish/social.py"}
    tree = ast.parse((PACKAGE / "publish" / "social.py").read_text(encoding="utf-8"))
    loaded = {name.module for name in tree.body if isinstance(name, ast.ImportFrom)}
    assert not any((name or "").startswith("PIL") for name in loaded)


def test_yaml_is_read_in_source_alone() -> None:
    others = {"explainer/pages/render.py", "explainer/upkeep/new_works.py", "explainer/loading/yaml_errors.py"}
    assert users_of("yaml") == {"explainer/loading/yaml_reader.py", *others}
    used = [
        node.attr
        for path in others
        for node in ast.walk(ast.parse((PACKAGE.parent / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "yaml"
    ]
    assert set(used) == {"dump", "SafeDumper", "MarkedYAMLError", "ScalarEvent"}  # written safely; nothing that loads


def test_the_network_is_left_to_its_own_modules() -> None:
    users = {module_name(path) for path in sources() for name in NETWORK if name in imported(path)}
    assert {room(user) for user in users} <= MAY_USE_NETWORK
    modules = graph()
    building = {name for name in modules if room(name) in {"loading", "checks", "pages", "publish", "building"}}
    building |= {name for name in imported(ENTRY) if name in modules}
    for name in building:
        assert not reach(modules, name) & users, f"a build reaches the network by {name}"


def test_nothing_imports_the_entry() -> None:
    for path in sources():
        names = imported(path)
        assert path == HOOK or not any("mkdocs_" in name for name in names), path
        if path.name != "__main__.py":
            assert not any(name.startswith("explainer.cli") for name in names), path


def test_imports_run_in_no_circle() -> None:
    modules = graph()
    assert len(modules) > 20
    circles = {name for name in modules if name in reach(modules, name)}
    assert not circles


def test_imports_run_one_way() -> None:
    modules = graph()
    assert {room(name) for name in modules} == set(ROOMS), "ROOMS names every folder, in order"
    floor = {name: number for number, name in enumerate(ROOMS)}
    upward = [
        f"{name} imports {used}"
        for name, imports in modules.items()
        for used in imports
        if floor[room(used)] > floor[room(name)]
    ]
    assert not upward


def test_a_module_has_one_name_in_the_house() -> None:
    """Two modules of one name, or one named as a module of the standard library, mislead whoever looks."""
    names = Counter(path.stem for path in sources() if path.stem != "__init__")
    assert {name for name, count in names.items() if count > 1} == set()
    assert set(names) & (sys.stdlib_module_names - {"__main__"}) == set()


def test_a_class_has_one_name_in_the_house() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources()]
    names = Counter(node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef))
    assert {name for name, count in names.items() if count > 1} == set()


def test_the_hook_of_a_site_hands_over_to_the_package_and_does_nothing_else() -> None:
    said, handed = ast.parse(HOOK.read_text(encoding="utf-8")).body
    assert isinstance(said, ast.Expr)
    assert ast.unparse(handed) == "from explainer.mkdocs_events import *"


def test_the_events_are_functions_that_keep_no_other_state() -> None:
    tree = ast.parse(ENTRY.read_text(encoding="utf-8"))
    public = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    assert public
    assert all(name.startswith("on_") for name in public)
    state = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
    assert state == {"_build", "_served", "_serving"}
    for event, names in (("on_pre_build", {"_build"}), ("on_startup", {"_served", "_serving"})):
        node = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == event)
        begun = [line for line in node.body if isinstance(line, ast.Assign)][: len(names)]  # before anything can fail
        assert {target.id for line in begun for target in line.targets if isinstance(target, ast.Name)} == names


def test_the_engine_names_no_subject() -> None:
    named = re.compile(r"kratom|mitragyn|\bketum\b|\b7-?oh\b|7-hydroxy", re.IGNORECASE)
    found = [
        f"{path.relative_to(HOOKS)}: {match.group()}"
        for path in authored_files()
        for match in named.finditer(f"{path.name}\n{path.read_text(encoding='utf-8', errors='ignore')}")
    ]
    assert not found


def test_each_folder_of_the_package_is_imported_as_one() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py") if "start" not in path.relative_to(PACKAGE).parts}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


# What must be documented


def vocabularies() -> list[type[Term]]:
    return [
        value
        for value in vars(vocabulary).values()
        if isinstance(value, type) and issubclass(value, Term) and list(value)
    ]


def models() -> Iterator[type[BaseModel]]:
    """Yield every type that people write in files, found by walking from those that are files."""
    return models_of(Claim, *site_data.DATA_FILES.values())


def models_of(*files: type[BaseModel]) -> Iterator[type[BaseModel]]:
    seen: set[type[BaseModel]] = set()
    todo: list[Any] = [*files]
    while todo:
        here = todo.pop()
        if isinstance(here, type) and not isinstance(here, GenericAlias) and issubclass(here, BaseModel):
            if here not in seen:
                seen.add(here)
                yield here
                todo += [info.annotation for info in here.model_fields.values()]
        else:
            todo += get_args(here)


def contribute() -> str:
    return (REPOSITORY / "docs" / "contribute.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("terms", vocabularies(), ids=lambda terms: terms.__name__)
def test_every_value_of_a_vocabulary_is_explained(terms: type[Term]) -> None:
    assert (terms.__doc__ or "").strip()
    for value in terms:
        assert value.label.strip(), value
        assert value.explanation.strip().endswith("."), value
        assert str(value) == value.value
    assert len({value.label for value in terms}) == len(terms), "two values with one label"


def test_every_field_has_its_help() -> None:
    found = list(models())
    assert {"Claim", "Finding", "Country", "GlossaryTerm", "SiteTexts"} <= {model.__name__ for model in found}
    for model in found:
        assert issubclass(model, Authored)
        assert (model.__doc__ or "").strip(), model
        for name, info in model.model_fields.items():
            assert (info.description or "").strip(), f"{model.__name__}.{name}"


def shown_on(*pages: str) -> set[tuple[str, str]]:
    """Return the directives of pages with the file that they name, without those that stand in code."""
    found = (one for page in pages for one in find_directives((REPOSITORY / page).read_text(encoding="utf-8")))
    return {(one.name, one.arguments.get("file", "")) for one in found}


def in_files(model: type[Any]) -> list[str]:
    """Return the names of all fields of a model and of the models in it, as files have them."""
    fields = ((name, info) for part in models_of(model) for name, info in part.model_fields.items())
    return sorted(info.alias or name for name, info in fields if not info.exclude)


def test_every_field_of_a_claim_is_in_the_guide() -> None:
    """In an example or between backticks: a word of a sentence does not count. What comes later is the maintainers'."""
    text = contribute() + (REPOSITORY / "docs" / "maintaining.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"^```.*?^```|`[^`\n]+`", text, re.DOTALL | re.MULTILINE))
    missing = [name for name in set(in_files(Claim)) if not re.search(rf"`{name}`|(?<![\w-]){name}:", code)]
    assert sorted(missing) == []


def test_the_tables_of_fields_hold_every_field_and_are_on_a_page() -> None:
    pages = shown_on(*(path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "docs").rglob("*.md")))
    for file, model in {CLAIM_FILE: Claim, **site_data.DATA_FILES}.items():
        rows = fields_of(file)
        assert sorted(row.name.rpartition(".")[2].removesuffix("[]") for row in rows) == in_files(model), file
        assert len({row.name for row in rows}) == len(rows)
        assert all(row.help.strip() for row in rows)
        assert ("fields", "" if file == CLAIM_FILE else file) in pages, file
    assert ("fields", "bibliography") in pages


def test_every_field_and_word_of_a_reference_is_documented() -> None:
    told = {row.name for row in fields_of("bibliography")}
    others = {name for name in bibliography_fields.KNOWN_FIELDS if name not in told}
    helps = " ".join(row.help for row in fields_of("bibliography"))
    assert told <= set(bibliography_fields.KNOWN_FIELDS)
    unshown = {*bibliography_fields.PASSED_OVER, *bibliography_fields.NOTES, *bibliography_fields.BETTER}
    assert {name for name in others if f"`{name}`" not in helps} <= unshown
    plain = {*bibliography_fields.PLAIN, *bibliography_fields.SPECIAL} - {"date"}
    assert {bibliography_fields.ALIASES.get(name, name) for name in told} >= plain
    text = contribute() + (REPOSITORY / "docs" / "sources" / "index.md").read_text(encoding="utf-8")
    assert ("designs", "") in shown_on("docs/contribute.md", "docs/sources/index.md"), "shows every kind of work"
    for terms in (vocabulary.Standing, vocabulary.Verified, vocabulary.Interest):
        for value in terms:
            assert f"`{value}`" in text, value


def test_every_word_that_a_claim_may_use_is_in_the_guide_and_the_schema() -> None:
    text = contribute()
    schema = json.dumps(claim_schema())
    for name in "Verdict Level DownReason UpReason Speaker Leaning".split():
        for value in getattr(vocabulary, name):
            assert f'"{value}"' in schema, value
            assert str(value) in text, value


def test_the_schema_helps_with_every_field() -> None:
    schema = claim_schema()
    for name, model in {"Claim": schema, **schema["$defs"]}.items():
        for field, held in model.get("properties", {}).items():
            assert held.get("description", "").strip(), f"{name}.{field}"
    assert "id" not in schema["properties"]


def test_the_schema_in_the_repository_is_the_one_of_the_model() -> None:
    written = (REPOSITORY / "claims" / "claim.schema.json").read_text(encoding="utf-8")
    assert json.loads(written) == claim_schema(), "run: make schema"


def test_every_code_that_the_package_reports_is_a_rule() -> None:
    reported = {
        match for path in sources() for match in re.findall(r"\"([A-Z]\d\d)\"", path.read_text(encoding="utf-8"))
    }
    assert reported - set(RULES) == set()
    assert reported >= {"F01", "S01", "G01", "V01"}


@pytest.mark.parametrize("name", sorted(DIRECTIVES))
def test_every_directive_is_described_and_has_a_template(name: str) -> None:
    arguments, description = DIRECTIVES[name]
    assert description.strip()
    assert all(argument.strip() for argument in arguments)
    assert (PACKAGE / "pages" / "templates" / "parts" / f"{name}.html.j2").is_file()


def test_every_directive_is_in_the_guide() -> None:
    assert ("directives", "") in shown_on("docs/contribute.md")
    view = SiteView(load_library(REPOSITORY)[0], today())
    shown = Renderer(view, Addressing()).directive("directives", {}, PageContext(view, "contribute.md", Addressing()))
    for name, (arguments, what) in DIRECTIVES.items():
        assert f"<code>{name}</code>" in shown
        assert all(f"<code>{argument}</code>" in shown for argument in arguments)
        assert what.split("`")[0][1:] in unescape(shown), name


def test_every_template_of_a_part_belongs_to_something() -> None:
    shared = {"source-list"}
    stems = {path.name.split(".")[0] for path in (PACKAGE / "pages" / "templates" / "parts").glob("*.j2")}
    assert stems - shared - set(DIRECTIVES) == set()


# Locks and tools


def pinned(name: str) -> dict[str, str]:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    return {m[1].lower(): m[2] for m in re.finditer(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE)}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_lock_files_hold_hashes_and_no_address(name: str) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) >= 20
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), line
    assert not re.search(r"://|@ |--(?:index|extra-index|find|trusted)|^-", text, re.MULTILINE)


def test_locks_fit_each_other_and_the_project() -> None:
    run, test = pinned("requirements.txt"), pinned("requirements-test.txt")
    assert {name: version for name, version in run.items() if test.get(name) != version} == {}
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(wanted: list[str]) -> set[str]:
        return {re.split(r"[<>=!~;\[ ]", line)[0].lower() for line in wanted}

    assert names(project["dependencies"]) <= set(run)
    assert names(project["optional-dependencies"]["test"]) <= set(test)


@pytest.mark.parametrize(
    "command", ["ruff check --no-cache --output-format=concise .", "ruff format --no-cache --check .", "mypy"]
)
def test_tools_accept_the_code(command: str) -> None:
    module, *arguments = command.split()
    done = run(module, *arguments, cwd=REPOSITORY, NO_COLOR="1")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_enums_are_closed_in_one_place() -> None:
    """Vocabularies that readers see are declared in `vocabulary`; other enums are for the code alone."""
    outside = {
        node.name
        for path in sources()
        if path.stem != "vocabulary"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == "Term" for b in node.bases)
    }
    assert outside == set()
    assert all(issubclass(terms, Enum) for terms in vocabularies())
