"""The network: how services and web pages are asked, politely, and how their answers are read.

Only `claims links` and `claims verify` import it; a build and `claims check` never do.
"""
