"""The part of leakwatch.toml that points at made-up files."""

from __future__ import annotations

import json
from pathlib import Path

from leakwatch.synth.jobs import BATCH_ACCOUNTS

ZONE = "Asia/Shanghai"
SOURCES = (
    ("carrier_crm", "telecom_crm", "logs/carrier/crm_*.csv", "carrier"),
    ("lender_register", "credit_register", "logs/lender/register_*.txt", "lender"),
    ("hospital_audit", "hospital_fhir", "logs/hospital/audit_*.ndjson*", "hospital"),
    ("hospital_records", "hospital_his", "logs/hospital/his_*.csv", "hospital"),
    ("courier_waybills", "courier_waybill", "logs/courier/waybill_*.csv", "courier"),
    ("courier_orders", "courier_orders", "logs/courier/orders_*.ndjson*", "courier"),
    ("insurer_policies", "insurance_policy", "logs/insurer/policy_*.csv", "insurer"),
    ("insurer_lis", "insurance_lis", "logs/insurer/lis_*.csv", "insurer"),
)
ORGS = tuple(dict.fromkeys(org for *_, org in SOURCES))
TABLES = ("staff", "roster", "cases")
SHARED = ("links", "complaints")


def settings(folder: Path) -> str:
    """Sources, context tables, the calendar and the batch accounts, with `folder` before each path.

    >>> print(settings(Path("demo")).splitlines()[2])
    path = "demo/logs/carrier/crm_*.csv"
    """
    parts = [
        section(f"sources.{name}", connector, folder / path, org)
        for name, connector, path, org in SOURCES
    ]
    for org in ORGS:
        parts += [
            section(f"context.{org}_{table}", table, folder / f"context/{org}_{table}.csv", org)
            for table in TABLES
        ]
    parts += [
        section(f"context.{table}", table, folder / f"context/{table}.csv", "*") for table in SHARED
    ]
    parts.append(f"[calendar]\npath = {quoted(folder / 'calendar.toml')}\n")
    batch = [f"{org}/{account}" for org, names in BATCH_ACCOUNTS.items() for account in names]
    parts.append(f"[detect]\nregistered_batch_accounts = {json.dumps(batch)}\n")
    return "\n".join(parts)


def section(name: str, connector: str, path: Path, org: str) -> str:
    """One table of the settings."""
    return (
        f'[{name}]\nconnector = "{connector}"\npath = {quoted(path)}\norg = "{org}"\n'
        f'zone = "{ZONE}"\n'
    )


def quoted(path: Path) -> str:
    """A TOML string; JSON's escapes are among TOML's."""
    return json.dumps(path.as_posix(), ensure_ascii=False)


def calendar() -> str:
    """calendar.toml: nothing beyond the holiday package, and the hours of the houses."""
    return (
        'holidays = []\nmade_up_working_days = []\n\n[hours]\n"carrier" = "09:00-20:00"\n'
        '"carrier/0991XJ01" = "11:00-22:00"\n"lender" = "08:30-17:30"\n'
        '"courier" = "09:00-20:00"\n"insurer" = "08:30-17:30"\n'
    )
