"""The codes that `claims links` and `claims verify` report, and that of the lock file, documented beside the rules."""

from __future__ import annotations

from explainer.checks.runner import document
from explainer.problems import Severity

document(
    "S24",
    "A lock file that cannot be read",
    "references.lock.json is written by `claims verify` and is of the form that it writes.",
    bad="a merge conflict in references.lock.json",
    good="the file as it is committed, or a new run of claims verify",
)
document(
    "L01",
    "A dead address",
    "404, 410, a host that nobody knows, or an identifier that its register does not have. Found by `claims links`.",
    bad="https://example.org/page-that-is-gone",
    good="the page's new address, or its archived copy",
)
document(
    "L02",
    "An address not seen good for too long",
    "An address that is blocked or gives no answer is not dead. But somebody must have seen it good within a set time.",
    bad="an address that has answered 403 for three months",
    good="an exception with its reason and an end, after a look in a browser",
)
document(
    "L03",
    "An address that has moved",
    "It leads on to another address for good. The old one may stop working.",
    bad="http://example.org/old",
    good="https://example.org/new",
    severity=Severity.ADVICE,
)
document(
    "L04",
    "An address that robots may not see",
    "The host turned the check away (403, 429, a wall against robots). Readers most likely see the page.",
    bad="a check that takes this for dead, or for fine",
    good="a note, and a look in a browser now and then",
    severity=Severity.ADVICE,
)
document(
    "L05",
    "An address that gave no answer",
    "Time ran out, the server failed, or its certificate is not valid. It is asked again in the next run.",
    bad="a check that takes this for fine",
    good="a note, until the address answers or is seen to be gone",
    severity=Severity.WARNING,
)
document(
    "R01",
    "An entry that its register has differently",
    "Title, first author, year, journal or an identifier differ. Found by `claims verify`, with both values.",
    bad="year = {2018},  where Crossref has 2019",
    good="year = {2019},",
)
document(
    "R02",
    "A source that is retracted or under concern",
    "Any one of the registers says so: Crossref, PubMed, OpenAlex or Retraction Watch. Found by `claims verify`.",
    bad="a finding that rests on a retracted paper",
    good="the finding without it, or a claim about the retraction itself",
)
document(
    "R03",
    "An identifier that no register knows",
    "The DOI or PMID of an entry leads to no record. Mostly a slip of the pen. Found by `claims verify`.",
    bad="doi = {10.1080/15563650.2019.156923}",
    good="doi = {10.1080/15563650.2019.1569236}",
)
document(
    "R04",
    "A register that could not be asked",
    "It failed, was busy, or answered in another form than its own. That says nothing of the work, and is never clean.",
    bad="a failed question that is taken for no retraction",
    good="the state unknown, and another run",
    severity=Severity.WARNING,
)
document(
    "R05",
    "A source that has been corrected or reinstated",
    "A correction may touch numbers that a claim shows; a retraction may have been taken back. Someone has to read it.",
    bad="status = {ok},  while a correction has been published",
    good="status = {corrected},  after reading the correction",
    severity=Severity.WARNING,
)
