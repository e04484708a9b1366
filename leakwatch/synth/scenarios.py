"""All the ways of leaking by name, in the order in which their parts are cast."""

from __future__ import annotations

from collections.abc import Callable, Collection

from leakwatch.synth.leaks.biometric_pull import plant_biometric_pull
from leakwatch.synth.leaks.borrowed_colleague import plant_borrowed_colleague
from leakwatch.synth.leaks.bulk_lookup import plant_bulk_lookup
from leakwatch.synth.leaks.bulk_registration import plant_bulk_registration
from leakwatch.synth.leaks.circle_of_approval import plant_circle_of_approval
from leakwatch.synth.leaks.close_to_home import plant_close_to_home
from leakwatch.synth.leaks.credit_without_application import plant_credit_without_application
from leakwatch.synth.leaks.departed_access import plant_departed_access
from leakwatch.synth.leaks.foreign_scope import plant_foreign_scope
from leakwatch.synth.leaks.hoarding import plant_hoarding
from leakwatch.synth.leaks.hot_subject import plant_hot_subject
from leakwatch.synth.leaks.minors import plant_minors
from leakwatch.synth.leaks.newborn_list import plant_newborn_list
from leakwatch.synth.leaks.no_case import plant_no_case
from leakwatch.synth.leaks.off_hours_credit import plant_off_hours_credit
from leakwatch.synth.leaks.password_reset import plant_password_reset
from leakwatch.synth.leaks.periodic_export import plant_periodic_export
from leakwatch.synth.leaks.policy_completion import plant_policy_completion
from leakwatch.synth.leaks.policy_expiry_export import plant_policy_expiry_export
from leakwatch.synth.leaks.quota_hugging import plant_quota_hugging
from leakwatch.synth.leaks.records_on_order import plant_records_on_order
from leakwatch.synth.leaks.region_mismatch import plant_region_mismatch
from leakwatch.synth.leaks.rented_account import plant_rented_account
from leakwatch.synth.leaks.ring import plant_rings
from leakwatch.synth.leaks.scripted_access import plant_scripted_access
from leakwatch.synth.leaks.slow_drip import plant_slow_drip
from leakwatch.synth.leaks.stolen_account import plant_stolen_account
from leakwatch.synth.leaks.unmasking import plant_unmasking
from leakwatch.synth.plot import Plot

SCENARIOS: dict[str, Callable[[Plot], None]] = {
    "ring": plant_rings,
    "departed_access": plant_departed_access,
    "hoarding": plant_hoarding,
    "borrowed_colleague": plant_borrowed_colleague,
    "bulk_lookup": plant_bulk_lookup,
    "off_hours_credit": plant_off_hours_credit,
    "circle_of_approval": plant_circle_of_approval,
    "no_case": plant_no_case,
    "slow_drip": plant_slow_drip,
    "records_on_order": plant_records_on_order,
    "password_reset": plant_password_reset,
    "bulk_registration": plant_bulk_registration,
    "biometric_pull": plant_biometric_pull,
    "rented_account": plant_rented_account,
    "stolen_account": plant_stolen_account,
    "foreign_scope": plant_foreign_scope,
    "unmasking": plant_unmasking,
    "scripted_access": plant_scripted_access,
    "periodic_export": plant_periodic_export,
    "newborn_list": plant_newborn_list,
    "minors": plant_minors,
    "hot_subject": plant_hot_subject,
    "close_to_home": plant_close_to_home,
    "policy_expiry_export": plant_policy_expiry_export,
    "policy_completion": plant_policy_completion,
    "credit_without_application": plant_credit_without_application,
    "region_mismatch": plant_region_mismatch,
    "quota_hugging": plant_quota_hugging,
}
DEMO = (
    "ring",
    "departed_access",
    "bulk_lookup",
    "off_hours_credit",
    "no_case",
    "foreign_scope",
    "unmasking",
    "policy_completion",
    "periodic_export",
)


def check(names: Collection[str]) -> None:
    """ValueError for a name there is not."""
    unknown = sorted(set(names) - set(SCENARIOS))
    if unknown:
        raise ValueError(f"scenarios={unknown}: choose from {', '.join(SCENARIOS)}")


def plant(plot: Plot, names: Collection[str]) -> None:
    """Those named, each in its turn, whatever the order they are named in."""
    for name, planted in SCENARIOS.items():
        if name in names:
            planted(plot)
