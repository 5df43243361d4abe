"""What an editor shows while a claim is written: help on a field, what may stand there, and what is wrong.

Speaks with yaml-language-server, which stands behind YAML in VS Code, Neovim and others, over its standard streams.
`make editor` installs it into .build/editor. Where Node.js or the server is missing these tests are skipped, aloud.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders import REPOSITORY, make_claim
from explainer.model.claim import Certainty, Claim
from explainer.model.vocabulary import Design, Leaning, Level, Verdict

SERVER = REPOSITORY / ".build/editor/node_modules/yaml-language-server/bin/yaml-language-server"
NODE = shutil.which("node")
LIMIT = 60.0

pytestmark = pytest.mark.skipif(
    NODE is None or not SERVER.is_file(), reason="no Node.js, or no yaml-language-server: make editor"
)

HEAD = "# yaml-language-server: $schema=../claim.schema.json\n"


class Editor:
    """An editor with one language server: it opens texts, asks, and keeps what the server says unasked."""

    def __init__(self, root: Path) -> None:
        assert NODE is not None
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self._process = subprocess.Popen(
            [NODE, str(SERVER), "--stdio"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root, env=environment,
        )  # fmt: skip
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._count = 0
        self.problems: dict[str, list[dict[str, Any]]] = {}
        self.root = root

    def close(self) -> None:
        self._process.kill()
        self._process.wait(10)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def begin(self) -> None:
        documents = {"hover": {"contentFormat": ["markdown", "plaintext"]}, "completion": {"completionItem": {}}}
        asked = {"processId": os.getpid(), "rootUri": self.root.as_uri(), "capabilities": {"textDocument": documents},
                 "workspaceFolders": [{"uri": self.root.as_uri(), "name": "site"}]}  # fmt: skip
        can = self.ask("initialize", asked)["capabilities"]
        assert can["hoverProvider"]
        assert can["completionProvider"]
        self.tell("initialized", {})
        yaml = {"hover": True, "completion": True, "validate": True, "schemaStore": {"enable": False}}
        self.tell("workspace/didChangeConfiguration", {"settings": {"yaml": yaml}})

    def open(self, path: str, text: str) -> str:
        uri = (self.root / path).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def told(self, uri: str, expected: bool) -> list[dict[str, Any]]:
        """Return what the server finds wrong with a text, waiting for it; `expected` says whether anything should."""
        until = time.monotonic() + LIMIT
        while time.monotonic() < until:
            if uri in self.problems and bool(self.problems[uri]) == expected:
                return self.problems[uri]
            self._take(0.2)
        return self.problems.get(uri, [])

    def hover(self, uri: str, text: str, words: str) -> str:
        found = self.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": place(text, words)})
        return str(found["contents"]["value"]) if found else ""

    def offered(self, uri: str, text: str, words: str) -> set[str]:
        """Return what is offered at the end of these words."""
        where = {"textDocument": {"uri": uri}, "position": place(text, words, after=True)}
        found = self.ask("textDocument/completion", where)
        return {item["label"].strip("\"'") for item in (found["items"] if isinstance(found, dict) else found)}

    def ask(self, method: str, params: Any) -> Any:
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": params})
        until = time.monotonic() + LIMIT
        while time.monotonic() < until:
            message = self._take(1.0)
            if message and message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
        raise AssertionError(f"no answer to {method}")

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _take(self, wait: float) -> dict[str, Any] | None:
        try:
            message = self._said.get(timeout=wait)
        except queue.Empty:
            return None
        if message.get("method") == "textDocument/publishDiagnostics":
            self.problems[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:  # the server asks: nothing is set beyond what it was told
            wanted = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            self._send({"id": message["id"], "result": None if wanted is None else [None for _ in wanted]})
        return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        try:
            length = 0
            while line := stream.readline():  # nothing at all is the end
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
                elif not line.strip():
                    self._said.put(json.loads(stream.read(length)))
        except ValueError:  # the stream was closed
            return


def place(text: str, words: str, *, after: bool = False) -> dict[str, int]:
    """Return the line and character, from 0, at which words begin, or end."""
    position = text.index(words) + (len(words) if after else 1)
    return {"line": text.count("\n", 0, position), "character": position - text.rfind("\n", 0, position) - 1}


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    root = tmp_path_factory.mktemp("site")
    (root / "claims" / "sleep").mkdir(parents=True)
    shutil.copy(REPOSITORY / "claims/claim.schema.json", root / "claims/claim.schema.json")
    running = Editor(root)
    try:
        running.begin()
        yield running
    finally:
        running.close()


def test_hover_shows_the_help_of_a_field(editor: Editor) -> None:
    text = HEAD + make_claim()
    uri = editor.open("claims/sleep/hover.yml", text)
    for words, description in (
        ("short_answer:", Claim.model_fields["short_answer"].description),
        ("check_by:", Claim.model_fields["check_by"].description),
        ("start:", Certainty.model_fields["start"].description),
    ):
        assert description
        shown = " ".join(editor.hover(uri, text, words).replace("\\", "").split())
        assert description.split(":")[0].split(";")[0] in shown, (words, shown)


@pytest.mark.parametrize(
    ("words", "values"), [("verdict: ", set(Verdict)), ("leaning: ", set(Leaning)), ("  level: ", set(Level))]
)
def test_the_values_of_a_field_are_offered(editor: Editor, words: str, values: set[str]) -> None:
    whole = HEAD + make_claim()
    line = next(line for line in whole.splitlines(keepends=True) if line.startswith(words))
    text = whole.replace(line, f"{words}\n", 1)
    uri = editor.open(f"claims/sleep/{words.strip(' :')}.yml", text)
    assert editor.offered(uri, text, words) >= values
    assert not editor.offered(uri, text, words) & set(Design)


def test_the_fields_that_are_still_missing_are_offered(editor: Editor) -> None:
    text = HEAD + "question: Does it help?\nclaim: It helps.\n\n"
    uri = editor.open("claims/sleep/fields.yml", text)
    offered = editor.offered(uri, text, "It helps.\n")
    assert offered >= {"topic", "verdict", "certainty", "evidence", "short_answer", "see_a_doctor"}
    assert not offered & {"question", "id", "design"}


def test_a_wrong_value_and_an_unknown_field_are_told_while_typing(editor: Editor) -> None:
    clean = editor.open("claims/sleep/clean.yml", HEAD + make_claim())
    assert editor.told(clean, expected=False) == []
    text = HEAD + make_claim(verdict="perhaps") + "verdikt: mixed\n"
    wrong = editor.open("claims/sleep/wrong.yml", text)
    told = editor.told(wrong, expected=True)
    lines = {problem["range"]["start"]["line"] for problem in told}
    assert lines == {place(text, "verdict: perhaps")["line"], place(text, "verdikt")["line"]}, told
