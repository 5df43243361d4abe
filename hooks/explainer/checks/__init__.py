"""The rules that content must keep, one function each. `run_checks` applies them all."""

from explainer.checks.runner import run_checks

__all__ = ["run_checks"]
