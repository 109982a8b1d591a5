"""What one call costs with urllib3 and with http.client: a whole process each, interleaved.

Usage: python benchmarks/https_libraries.py. Both load the system's certificates by truststore, as
an uncached `process` does, and ask a server on loopback for one small answer.
"""

import statistics
import subprocess
import sys
import time

from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World

RUNS = 31
TLS = "import ssl, truststore; c = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT); "
PROGRAMS = {
    "python -c pass": "pass",
    "ssl, truststore and the certificates": TLS,
    "http.client, with those": TLS
    + "import http.client, urllib.parse, urllib.request, sys; urllib.request.getproxies(); "
    "u = urllib.parse.urlsplit(sys.argv[1]); h = http.client.HTTPConnection(u.netloc, timeout=5); "
    "h.request('GET', u.path); h.getresponse().read()",
    "urllib3, with those": TLS
    + "import urllib3, urllib.request, sys; urllib.request.getproxies(); "
    "urllib3.PoolManager(ssl_context=c, retries=False).request('GET', sys.argv[1]).data",
}


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    with serving(World) as world:
        for _ in range(RUNS):
            for name, program in PROGRAMS.items():
                started = time.perf_counter()
                subprocess.run(
                    [sys.executable, "-c", program, f"{world.base_url}/_emulator"], check=True
                )
                times[name].append(time.perf_counter() - started)
    base = statistics.median(times["python -c pass"])
    for name, found in times.items():
        took = statistics.median(found)
        print(f"{name:<40}{took * 1000:>7.0f} ms{took / base:>7.1f} P")


if __name__ == "__main__":
    main()
