"""The work of the commands that ask the network: `claims links`, `verify`, `watch` and `new-source`."""
