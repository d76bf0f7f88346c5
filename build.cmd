@echo off
rem The one entry on Windows: build.cmd demo^|test^|pack [/cpu] [ARGUMENT...]
setlocal
set "root=%~dp0"
set "verb=%~1"
if "%verb%"=="" goto usage
shift

rem The GPU's native package where there is an NVIDIA GPU, unless /cpu is given; every other argument goes on to the program.
set "torch=TorchSharp-cpu"
nvidia-smi -L 2>nul | findstr /b GPU >nul && set "torch=TorchSharp-cuda-windows"
if not "%MLGAN_TORCH_PACKAGE%"=="" set "torch=%MLGAN_TORCH_PACKAGE%"
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
if not "%torch%"=="TorchSharp-cuda-windows" goto record
dotnet restore "%root%samples\FashionMnist\FashionMnist.csproj" -p:MlGanTorchPackage=%torch% -v q >"%root%artifacts\restore.log" 2>&1
if not errorlevel 1 goto record
echo There is an NVIDIA GPU, but %torch% cannot be restored; artifacts\restore.log says why.
set "torch=TorchSharp-cpu"

:record
rem The record makes a bare "dotnet build" and the IDE agree with this script.
> "%root%artifacts\Dependencies.props" echo ^<Project^>^<PropertyGroup^>^<MlGanTorchPackage^>%torch%^</MlGanTorchPackage^>^</PropertyGroup^>^</Project^>
echo Native package of TorchSharp: %torch%

if /i "%verb%"=="demo" goto demo
if /i "%verb%"=="test" goto test
if /i "%verb%"=="pack" goto pack
goto usage

:demo
dotnet build "%root%samples\FashionMnist\FashionMnist.csproj" -c Release -v q --nologo || exit /b 1
dotnet "%root%samples\FashionMnist\bin\Release\net10.0\FashionMnist.dll"%rest%
exit /b %errorlevel%

:test
dotnet build "%root%MlGan.sln" -c Release -v q --nologo || exit /b 1
dotnet test "%root%MlGan.sln" -c Release --no-build --nologo%rest%
exit /b %errorlevel%

:pack
dotnet pack "%root%src\Microsoft.ML.Gan" -c Release -v q --nologo%rest%
exit /b %errorlevel%

:usage
echo usage: build.cmd demo^|test^|pack [/cpu] [ARGUMENT...]
echo   demo   trains a GAN on Fashion-MNIST and writes artifacts\demo; needs --data FOLDER with the four IDX files
echo   test   runs every test
echo   pack   puts the NuGet package MlGan into artifacts\packages
exit /b 2
