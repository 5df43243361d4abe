"""The rules that content must keep, one function each. `run_checks` applies them all."""

from explainer.checks.runner import RULES, rule_for, run_checks

__all__ = ["RULES", "rule_for", "run_checks"]
