@echo off
rem The one entry on Windows, with the official packages: build.cmd demo^|test [/cpu] [ARGUMENT...]
setlocal
set "root=%~dp0"
set "verb=%~1"
if "%verb%"=="" goto usage
shift

rem The GPU's native package unless /cpu is given; every other argument goes on to the program.
set "torch=TorchSharp-cuda-windows"
set "rest="
:arguments
if "%~1"=="" goto ready
if /i "%~1"=="/cpu" (set "torch=TorchSharp-cpu") else (set "rest=%rest% %1")
shift
goto arguments

:ready
where dotnet >nul 2>nul
if errorlevel 1 (echo build.cmd: the .NET 10 SDK is not installed& exit /b 1)
if not exist "%root%artifacts\packages" mkdir "%root%artifacts\packages"
rem The record makes a bare "dotnet build" and the IDE agree with this script.
> "%root%artifacts\Dependencies.props" echo ^<Project^>^<PropertyGroup^>^<MlGanDependencies^>packages^</MlGanDependencies^>^<MlGanTorchPackage^>%torch%^</MlGanTorchPackage^>^</PropertyGroup^>^</Project^>
echo Dependencies: official packages, %torch%

if /i "%verb%"=="demo" goto demo
if /i "%verb%"=="test" goto test
goto usage

:demo
dotnet build "%root%samples\FashionMnist\FashionMnist.csproj" -c Release -v q --nologo || exit /b 1
dotnet "%root%samples\FashionMnist\bin\Release\net10.0\FashionMnist.dll"%rest%
exit /b %errorlevel%

:test
dotnet build "%root%MlGan.sln" -c Release -v q --nologo || exit /b 1
dotnet test "%root%MlGan.sln" -c Release --no-build --nologo%rest%
exit /b %errorlevel%

:usage
echo usage: build.cmd demo^|test [/cpu] [ARGUMENT...]
echo   demo   trains a GAN on Fashion-MNIST and writes artifacts\demo; needs --data FOLDER with the four IDX files
echo   test   runs every test
exit /b 2
