"""The hardened web page and profile: nothing is kept, nothing outside is reached, nothing opens or downloads."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)

_INSIDE = frozenset({"app", "data", "blob"})
_Attribute = QWebEngineSettings.WebAttribute
_OFF = (
    _Attribute.LocalStorageEnabled,
    _Attribute.LocalContentCanAccessRemoteUrls,
    _Attribute.LocalContentCanAccessFileUrls,
    _Attribute.JavascriptCanOpenWindows,
    _Attribute.JavascriptCanAccessClipboard,
    _Attribute.JavascriptCanPaste,
    _Attribute.PluginsEnabled,
    _Attribute.PdfViewerEnabled,
    _Attribute.FullScreenSupportEnabled,
    _Attribute.ScreenCaptureEnabled,
    _Attribute.WebGLEnabled,
    _Attribute.HyperlinkAuditingEnabled,
    _Attribute.DnsPrefetchEnabled,
    _Attribute.NavigateOnDropEnabled,
    _Attribute.ErrorPageEnabled,
    _Attribute.AutoLoadIconsForPage,
    _Attribute.AllowRunningInsecureContent,
    _Attribute.AllowGeolocationOnInsecureOrigins,
)


class NoNetwork(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not for our own scheme, and remembers it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.blocked: list[str] = []

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Qt calls this for each request."""
        url = info.requestUrl()
        if url.scheme() not in _INSIDE:
            self.blocked.append(url.toString())
            info.block(True)


class MapPage(QWebEnginePage):
    """Goes nowhere but to our own page, opens nothing, and keeps what the console says."""

    def __init__(self, profile: QWebEngineProfile, parent: QObject | None = None) -> None:
        super().__init__(profile, parent)
        self.console: list[str] = []
        self.permissionRequested.connect(_deny)
        for attribute in _OFF:
            self.settings().setAttribute(attribute, False)

    def acceptNavigationRequest(self, url: QUrl | str, kind: QWebEnginePage.NavigationType, main: bool) -> bool:
        """Only our own page, and only in the main frame."""
        return main and QUrl(url).scheme() == "app" and QUrl(url).host() == "page"

    def createWindow(self, kind: QWebEnginePage.WebWindowType) -> QWebEnginePage:
        """No pop-ups."""
        return None  # type: ignore[return-value]  # Qt takes a null page as no

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        """Warnings and errors, for the tests."""
        if level != QWebEnginePage.JavaScriptConsoleMessageLevel.InfoMessageLevel:
            self.console.append(f"{source}:{line}: {message}")


def make_profile(parent: QObject | None = None) -> QWebEngineProfile:
    """An off-the-record profile: no name, no cache, no cookies, no downloads."""
    profile = QWebEngineProfile(parent)
    profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.NoCache)
    profile.setPersistentCookiesPolicy(QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies)
    profile.setSpellCheckEnabled(False)
    profile.downloadRequested.connect(_cancel)
    return profile


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()


def _cancel(download: QWebEngineDownloadRequest) -> None:
    download.cancel()
