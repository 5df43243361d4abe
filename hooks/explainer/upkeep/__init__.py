"""The commands that ask the network: `claims links`, `claims verify`, `claims new-source`."""
