"""The server under test, and the command line beside it."""

import atexit
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVER = os.environ.get("MLPOWER_SERVE", str(ROOT / ".build/release/mlpower-serve"))
LOG = open(os.environ.get("SERVER_LOG", os.devnull), "w")
PROGRAM = os.environ.get("MLPOWER", str(ROOT / ".build/release/mlpower"))


def free_port():
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server on a port of its own; it can be stopped and started again there."""

    def __init__(self, *options):
        self.port = free_port()
        self.options = options
        self.process = None
        self.start()
        atexit.register(self.stop)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        command = [SERVER, "--port", str(self.port), *self.options]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=LOG)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"{SERVER} ended with status {self.process.returncode}")
            try:
                self.get("/api/start")
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{SERVER} does not answer on port {self.port}")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            body = answer.read()
            return json.loads(body) if "json" in answer.headers["Content-Type"] else body.decode()

    def post(self, path, body):
        headers = {"Content-Type": "application/json", "X-Client": "tests"}
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


_shared = None


def server():
    """The server that all tests share."""
    global _shared
    if _shared is None:
        _shared = Server()
    return _shared


def command_line_files(text, name):
    """What `mlpower run NAME.yaml` writes for a design, by file name."""
    with tempfile.TemporaryDirectory(prefix=f"mlpower-page-{os.getpid()}-") as folder:
        design = pathlib.Path(folder) / f"{name}.yaml"
        design.write_text(text)
        command = [PROGRAM, "run", "--quiet", "--no-store", "--out", folder, str(design)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return {file.name: file.read_bytes() for file in (pathlib.Path(folder) / name).iterdir()}


def command_line_mistakes(text):
    """The lines that `mlpower check` prints for a design, without the name of the file: `17:3: ...`."""
    with tempfile.TemporaryDirectory(prefix=f"mlpower-page-{os.getpid()}-") as folder:
        design = pathlib.Path(folder) / "design.yaml"
        design.write_text(text)
        checked = subprocess.run([PROGRAM, "check", str(design)], capture_output=True, text=True)
        return [line.split("design.yaml:", 1)[1] for line in checked.stderr.splitlines() if "design.yaml:" in line]
