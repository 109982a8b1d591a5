"""Processes on Windows that end together: a job, in the system's word.

Microsoft, "Job Objects". What a process in a job starts is in the job, too.
"""

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _SET_QUOTA_AND_TERMINATE = 0x0101

    class Job:
        """A process and all that it starts from now on."""

        def __init__(self, pid: int) -> None:
            self._kernel = kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            kernel.CreateJobObjectW.restype = wintypes.HANDLE
            kernel.OpenProcess.restype = wintypes.HANDLE
            kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
            kernel.TerminateJobObject.argtypes = [wintypes.HANDLE, wintypes.UINT]
            kernel.CloseHandle.argtypes = [wintypes.HANDLE]
            self._handle = kernel.CreateJobObjectW(None, None)
            process = kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, False, pid)
            kernel.AssignProcessToJobObject(self._handle, process)
            kernel.CloseHandle(process)

        def end(self) -> None:
            """End all of it at once."""
            self._kernel.TerminateJobObject(self._handle, 1)

        def __del__(self) -> None:
            """Give the handle back."""
            self._kernel.CloseHandle(self._handle)
