"""A real standalone cluster on loopback: one master, two workers, started and stopped by the tests."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest

from headwater.analysis.contacts.engines.spark import SparkEngine

_START_SECONDS = 90


def _spark_class() -> str:
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed (extra: spark)")
    if shutil.which("java") is None:
        pytest.skip("java is not on the path (Debian: openjdk-17-jre-headless)")
    import pyspark

    return str(Path(pyspark.__file__).parent / "bin" / "spark-class")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(stack: ExitStack, command: list[str], log: Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


def _wait_for(log: Path, text: str, times: int = 1) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if log.read_text(errors="replace").count(text) >= times:
            return
        time.sleep(0.1)
    raise TimeoutError(f"Spark did not say {text!r} within {_START_SECONDS} s:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def spark_master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    spark_class = _spark_class()
    folder = tmp_path_factory.mktemp("spark")
    port = _free_port()
    address = f"spark://127.0.0.1:{port}"
    with ExitStack() as stack:
        master = [spark_class, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1"]
        log = folder / "master.log"
        _started(stack, [*master, "--port", str(port), "--webui-port", str(_free_port())], log)
        _wait_for(log, "New state: ALIVE")
        for number in (1, 2):
            worker = [spark_class, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1"]
            limits = ["--cores", "1", "--memory", "1g", "--webui-port", str(_free_port())]
            work = ["--work-dir", str(folder / f"work-{number}")]
            _started(stack, [*worker, *limits, *work, address], folder / f"worker-{number}.log")
        _wait_for(log, "Registering worker", times=2)
        yield address


@pytest.fixture(scope="session")
def spark(spark_master: str) -> Iterator[SparkEngine]:
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "700m",
        "spark.executor.cores": "1",
        "spark.sql.shuffle.partitions": "4",
    }
    engine = SparkEngine(spark_master, settings)
    yield engine
    engine.close()
