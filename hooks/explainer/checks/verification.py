"""The results of `claims verify` and `claims links`, checked offline: lock file (S20 to S23), exceptions (L06, L07)."""

from collections.abc import Iterator
from dataclasses import replace

from explainer.checks.runner import Context, Hit, advice, at_entry, rule, warning
from explainer.checks.sources import cited_keys
from explainer.loading.address_inventory import inventory
from explainer.loading.library import BIBLIOGRAPHY
from explainer.loading.lockfile import LOCK, Compared, entry_of, is_stale, standing_of, verifiable
from explainer.model.exceptions import EXCEPTIONS, LONGEST
from explainer.model.notices import ADVERSE
from explainer.model.vocabulary import Standing, State

MOST_DAYS = 120
"""Days after which a comparison is out of date: by then the weekly run has failed many times."""


@rule(
    "S20",
    "A source that registers call retracted or doubted",
    bad="status = {ok},  while references.lock.json says that Crossref lists a retraction",
    good="status = {retracted},  and no finding that rests on it",
)
def registers_know_no_worse(context: Context) -> Iterator[Hit]:
    """An entry's `status` is at least as bad as the registers reported at the last `claims verify`."""
    for reference in context.library.references.values():
        locked = entry_of(context.library.lock, reference)
        if locked is None or not reference.declared or reference.status not in {Standing.RETRACTED, Standing.CONCERN}:
            continue
        adverse = [said for said in locked.said() if said.known.state in ADVERSE]
        named = ", ".join(f"{said.register.label} ({said.day})" for said in adverse) or "a register"
        message = f"`{reference.key}` is {reference.status.label.lower()}, says {named}"
        fix = f"Take it out of every finding, or set `status = {{{reference.status}}}` and explain it under `allow`."
        yield at_entry(reference, message, fix)


@advice(
    "S21",
    "A source that was never compared with a register",
    bad="a new entry with a DOI that is not in references.lock.json",
    good="claims verify post2019, and the changed references.lock.json committed with the entry",
)
def entries_compared(context: Context) -> Iterator[Hit]:
    """Every cited entry with a DOI or PMID has been compared with its register, and the register answered.

    The rule applies as soon as there is a lock file; until then the summary of `claims check` says that nothing was
    compared.
    """
    library = context.library
    if library.lock is None:
        return
    cited = cited_keys(library)
    for reference in library.references.values():
        if reference.key not in cited or not verifiable(reference):
            continue
        locked = entry_of(library.lock, reference)
        fix = f"Run: claims verify {reference.key}"
        if locked is None:
            yield at_entry(reference, f"`{reference.key}` has not been compared with a register", fix)
        elif locked.compared is Compared.UNKNOWN or locked.standing is State.UNKNOWN:
            failed = ", ".join(said.register.label for said in locked.said() if said.state is State.UNKNOWN) or "none"
            message = f"`{reference.key}`: on {locked.day} not every register could be asked ({failed})"
            yield at_entry(reference, message, fix)


@warning(
    "S22",
    "A lock file that is out of date",
    bad="an entry whose title was changed after it had been compared",
    good="claims verify post2019, after the change",
)
def lock_is_current(context: Context) -> Iterator[Hit]:
    """The lock file describes the entries as they are now, without old ones, and was compared not too long ago."""
    library = context.library
    if library.lock is None:
        return
    for key, locked in library.lock.entries.items():
        reference = library.references.get(key)
        fix = f"Run: claims verify {key}"
        if reference is None:
            if BIBLIOGRAPHY in library.texts and library.references:
                yield Hit(f"has `{key}`, which is no longer an entry", "Run: claims verify", path=LOCK)
        elif entry_of(library.lock, reference) is None or is_stale(locked, reference):
            yield at_entry(reference, f"`{key}` has changed since it was compared on {locked.day}", fix)
        elif (age := (context.today - locked.day).days) > MOST_DAYS:
            yield at_entry(reference, f"`{key}` was last compared {age} days ago, on {locked.day}", fix)


@warning(
    "S23",
    "An entry that differs from its register",
    bad="year = {2018},  where Crossref has 2019",
    good="year = {2019},  or an exception with its reason in docs/data/links.yml",
)
def differences_settled(context: Context) -> Iterator[Hit]:
    """A difference that `claims verify` found is corrected, or excepted with a reason."""
    library = context.library
    excepted = library.parts.links.records if library.parts.links else ()
    for reference in library.references.values():
        locked = entry_of(library.lock, reference)
        if locked is None or is_stale(locked, reference):
            continue
        for difference in locked.differences:
            if not any(
                exception.covers(reference.key, difference.field, difference.register) for exception in excepted
            ):
                shown = replace(difference, ours=difference.ours[:80], theirs=difference.theirs[:80])
                message = f"`{reference.key}`: {shown.words}"
                fix = "Correct the entry (claims verify --fix helps), cite the later one, or except it with the reason."
                yield at_entry(reference, message, fix)
        standing = standing_of(reference.key, locked.said(), excepted)
        if standing is State.REINSTATED and reference.status is Standing.RETRACTED:
            message = f"`{reference.key}` has been reinstated, say the registers"
            fix = "Read the notice; then set `status`."
            yield at_entry(reference, message, fix)


@rule(
    "L06",
    "An exception that excuses nothing",
    bad="docs/data/links.yml: {address: https://example.org/gone, ...} for an address that is nowhere on the site",
    good="no such entry",
)
def exceptions_meet_something(context: Context) -> Iterator[Hit]:
    """An exception in docs/data/links.yml matches an address or an entry of the site, and is still needed.

    Whether the address still fails is for `claims links` to see, which reports an exception that is not needed.
    """
    excepted = context.parts.links
    if excepted is None or not (context.parts.whole and context.library.complete):
        return  # what cannot be read may hold the address
    if not (excepted.addresses or excepted.records):
        return
    links = inventory(context.library)
    for number, address in enumerate(excepted.addresses):
        if not any(address.covers(link.address) for link in links):
            message = f"no address of the site is `{address.address}`"
            fix = "Delete the exception."
            yield Hit(message, fix, ("addresses", number), EXCEPTIONS)
    for number, record in enumerate(excepted.records):
        if record.key not in context.library.references:
            yield Hit(f"no entry has the key `{record.key}`", "Delete the exception.", ("records", number), EXCEPTIONS)


@warning(
    "L07",
    "An exception that has run out",
    bad="until: 2020-01-01",
    good="until: a day at most a year ahead, set by someone who has looked again",
)
def exceptions_in_time(context: Context) -> Iterator[Hit]:
    """An exception lasts a year at most. When it has expired, `claims links` and `claims verify` fail."""
    excepted = context.parts.links
    if excepted is None:
        return
    addresses = ((("addresses", n, "until"), address.until) for n, address in enumerate(excepted.addresses))
    records = ((("records", n, "until"), record.until) for n, record in enumerate(excepted.records))
    for place, until in (*addresses, *records):
        if until < context.today:
            message, fix = f"this exception ended on {until}", "Look again; then correct, renew or delete it."
            yield Hit(message, fix, place, EXCEPTIONS)
        elif until > context.today + LONGEST:
            yield Hit(f"this exception lasts until {until}", "Let it end within a year.", place, EXCEPTIONS)
