"""All rules: importing this module imports every module that adds one."""

import explainer.building.check_built
import explainer.checks
import explainer.loading.library
import explainer.loading.lockfile
import explainer.pages.plan
import explainer.upkeep.link_problems
import explainer.upkeep.verify_problems
import explainer.upkeep.watch_problems  # noqa: F401 -- imported for the rules that they add
from explainer.rules import RULES, rule_for

__all__ = ["RULES", "rule_for"]
