// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// kontor-weboffice: shows one document of a web office. What to show comes as one line on the standard input (see
// WebOfficeRequest); when that ends, so does the window. Exit code 2: nothing understood.
#include "base/catalogue.h"
#include "files/weboffice/ui/webofficewindow.h"

#include <KLocalizedString>
#include <QApplication>
#include <QSocketNotifier>

#include <memory>
#include <unistd.h>

using namespace Kontor;

namespace
{
constexpr qsizetype longestLine = 1 << 20;

/// Reads what there is; false: nobody writes any more.
bool readSome(QByteArray &line)
{
    char bytes[4096];
    const auto count = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (count > 0 && line.size() < longestLine) {
        line.append(bytes, count);
    }
    return count > 0;
}
}

int main(int argc, char **argv)
{
    // Whoever debugs the program or weakens the engine does so by other means than the user's environment.
    for (const auto *name : {"QTWEBENGINE_REMOTE_DEBUGGING", "QTWEBENGINE_DISABLE_SANDBOX", "QTWEBENGINE_CHROMIUM_FLAGS"}) {
        qunsetenv(name);
    }
    QByteArray line;
    while (!line.contains('\n') && readSome(line)) { }
    const auto request = WebOfficeRequest::fromLine(line);
    if (!request) {
        return 2;
    }
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("kontor-weboffice"));
    QApplication::setDesktopFileName(QStringLiteral("app.kontor.kontor"));
    useCatalogue();
    QApplication::setApplicationDisplayName(i18nc("@title the program's name", "Kontor"));
    WebOfficeWindow window(*request);
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &window, [&] {
        QByteArray rest;
        if (!readSome(rest)) {
            input.setEnabled(false);
            window.closeSoon();
        }
    });
    window.show();
    return QApplication::exec();
}
