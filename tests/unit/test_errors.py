"""Every error of ours says in both languages what happened and what to do."""

import importlib
import pkgutil
from collections.abc import Iterator

import deploy
import services
import shared
from deploy.local.installation import CannotStart
from services.audit.domain.errors import KeyRefused, ProofRefused
from shared.adapters.access import GrantRefused
from shared.core.errors import ThiDuaError

VIETNAMESE = set("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")


def errors(of: type[ThiDuaError] = ThiDuaError) -> Iterator[type[ThiDuaError]]:
    for each in of.__subclasses__():
        yield each
        yield from errors(each)


def test_every_error_speaks_both_languages() -> None:
    for package in (shared, services, deploy):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)

    found = {error for error in errors() if error.__module__.split(".")[0] in ("shared", "services", "deploy")}

    assert len(found) >= 15
    silent = {error.__qualname__ for error in found if not says_so(error)}
    assert not silent, f"give these a Vietnamese text: {silent}"


def says_so(error: type[ThiDuaError]) -> bool:
    """Whether it has a text of its own in Vietnamese, of its class or made with it."""
    made = "__init__" in vars(error)
    return made or bool(VIETNAMESE & set(vars(error).get("vi", "").lower()))


def test_an_error_made_with_texts_says_each_in_its_language() -> None:
    made = [GrantRefused, CannotStart, ProofRefused, KeyRefused]

    for error in made:
        told = error("điều đã xảy ra.", "what happened.")
        assert "điều đã xảy ra." in told.vi
        assert "what happened." in str(told)
