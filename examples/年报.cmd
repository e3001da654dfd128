@echo off
rem A double click opens the rounds that lie in this folder, in the browser.
cd /d "%~dp0"
set PYTHONUTF8=1
chcp 65001 >nul
where py >nul 2>nul && (set RUN=py) || (set RUN=python)
%RUN% -m toolkit ui %*
if errorlevel 1 pause
