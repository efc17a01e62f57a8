"""`thidua cluster --shares`: each process gets the keys that it needs in a folder of its own."""

from pathlib import Path

from deploy.processes import processes
from tests.unit.cli.commanding import Thidua


def test_each_process_gets_its_seeds_and_no_others(thidua: Thidua, tmp_path: Path) -> None:
    keys, shares = tmp_path / "keys", tmp_path / "shares"
    (shares / "awards").mkdir(parents=True)
    (shares / "awards" / "nats-door.seed").write_text("needed no more")

    for _ in range(2):  # as at every start
        ran = thidua("cluster", "--node", "nats-0", "--keys", keys, "--shares", shares)

    assert ran.code == 0, ran.err
    for name, process in processes().items():
        given = {file.name: file for file in (shares / name).glob("*.seed")}
        assert given.keys() == {f"nats-{key}.seed" for key in process.keys}, name
        assert all(file.read_bytes() == (keys / found).read_bytes() for found, file in given.items())
        assert all(file.stat().st_mode & 0o777 == 0o600 for file in given.values())
