/* Starts a program of Windows with exactly the command line, folder and environment of a file.
 *
 * Usage: launch.exe FILE; the file is UTF-16: command line, NUL, folder, NUL, NAME=VALUE, NUL, …, NUL.
 * Wine by itself takes USERPROFILE, PATH and TEMP from its registry. The program ends with us.
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

static wchar_t text[1 << 16];

int wmain(int count, wchar_t **arguments)
{
    FILE *file = count == 2 ? _wfopen(arguments[1], L"rb") : NULL;
    if (!file || !fread(text, sizeof *text, sizeof text / sizeof *text - 2, file))
        return 250;
    wchar_t *command = text, *folder = command + wcslen(command) + 1;
    wchar_t *environment = folder + wcslen(folder) + 1;

    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    HANDLE job = CreateJobObjectW(NULL, NULL);
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    AssignProcessToJobObject(job, GetCurrentProcess());

    STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
    start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    PROCESS_INFORMATION process;
    BOOL started;
    int attempts = 0;
    do {
        started = CreateProcessW(NULL, command, NULL, NULL, TRUE, CREATE_UNICODE_ENVIRONMENT,
                                 environment, folder, &start, &process);
        /* Wine says so, once in a thousand starts, of a process that ended before its first step. */
    } while (!started && GetLastError() == ERROR_INTERNAL_ERROR && ++attempts < 5);
    if (!started) {
        fprintf(stderr, "launch: error %lu\n", GetLastError());
        return 251;
    }
    WaitForSingleObject(process.hProcess, INFINITE);
    DWORD code = 252;
    GetExitCodeProcess(process.hProcess, &code);
    return (int)code;
}
