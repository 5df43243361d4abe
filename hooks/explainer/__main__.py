"""Run the command as `python -m explainer`."""

from explainer.cli import main

main()
