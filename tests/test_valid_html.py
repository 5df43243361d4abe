"""Every page by the Nu Html Checker of the W3C. Needs java and the checker; `make html` says how to get it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from builders import REPOSITORY

JAR = Path(os.environ.get("VNU", REPOSITORY / ".cache/vnu/node_modules/vnu-jar/build/dist/vnu.jar"))


def test_the_nu_checker_finds_nothing(real_site: Path) -> None:
    if not shutil.which("java") or not JAR.is_file():
        pytest.skip("the Nu Html Checker is not here; make html says how to get it")
    options = ["--Werror", "--format", "json", "--no-langdetect", "--skip-non-html"]
    # Files have no origin, so the checker takes 'self' for nothing; test_policy asks a browser instead.
    options += ["--filterpattern", ".*Content Security Policy.*"]
    command = ["java", "-Xss8m", "-jar", str(JAR), *options, str(real_site)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    messages = json.loads(done.stderr)["messages"]
    found = Counter(f"{it['type']}: {it['message']} (such as {it['url'].rpartition('site/')[2]})" for it in messages)
    assert found == {}
    assert len(list(real_site.rglob("*.html"))) > 400
