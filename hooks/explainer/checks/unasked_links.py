"""Links (L09): no address of the content leads to a machine's own network. Offline, by the guard of the network."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.checks.runner import Context, Hit, rule
from explainer.loading.address_inventory import written_addresses
from explainer.network.guard import exact, refusal
from explainer.rules import Scope


@rule(
    "L09",
    "An address that is never asked",
    scope=Scope.LIBRARY,
    bad="docs/safety.md: See [the report](http://169.254.169.254/latest/).",
    good="docs/safety.md: See [the report](https://example.org/report).",
)
def links_are_public(context: Context) -> Iterator[Hit]:
    """An address leads to the public internet and carries no user name or password.

    It does not lead to a private or reserved IP address, however it is written, to a cloud's metadata service, to a
    local name or to a host without a dot. Readers could not open it, and `claims links` must not: it runs on machines
    that can reach such addresses.
    """
    for address, spot in written_addresses(context.library):
        if why := refusal(exact(address)):
            yield Hit(
                f"{address[:200]} leads to nobody's page: {why}",
                "Give the page's address on the public internet.",
                path=spot.path,
                line=spot.mark.line,
                column=spot.mark.column,
            )
