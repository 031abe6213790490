// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/weboffice/weboffice.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QFileInfo>
#include <QProcess>

namespace Kontor
{
namespace
{
QString program()
{
    const auto here = QCoreApplication::applicationDirPath();
    for (const QString &place : {QString(here + QStringLiteral("/kontor-weboffice")),
                                 QString(here + QStringLiteral("/" KONTOR_LIBEXEC_FROM_BIN "/kontor-weboffice")),
                                 QStringLiteral(KONTOR_LIBEXEC "/kontor-weboffice")}) {
        if (QFileInfo(place).isExecutable()) {
            return place;
        }
    }
    return {};
}
}

WebOffice::WebOffice(QObject *parent)
    : QObject(parent)
{
}

WebOffice::~WebOffice()
{
    // They end by themselves once nobody writes to them any more, and may take a moment to save.
    for (auto *window : std::as_const(m_windows)) {
        window->disconnect(this);
        window->setParent(nullptr);
        window->closeWriteChannel();
        QObject::connect(window, &QProcess::finished, window, &QObject::deleteLater);
    }
}

bool WebOffice::isInstalled()
{
    return !program().isEmpty();
}

Result<void> WebOffice::show(const WebOfficeRequest &request)
{
    const auto path = program();
    if (path.isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info", "The web office is not installed on this computer."));
    }
    auto *window = new QProcess(this);
    window->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    window->setStandardOutputFile(QProcess::nullDevice());
    connect(window, &QProcess::finished, this, [this, window, request](int code, QProcess::ExitStatus status) {
        m_windows.removeOne(window);
        window->deleteLater();
        if (code != 0 || status != QProcess::NormalExit) {
            Q_EMIT failed(request.title, request.page);
        }
    });
    connect(window, &QProcess::errorOccurred, this, [this, window, request](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            m_windows.removeOne(window);
            window->deleteLater();
            Q_EMIT failed(request.title, request.page);
        }
    });
    m_windows << window;
    window->start(path, QStringList());
    window->write(request.toLine());
    return {};
}

int WebOffice::count() const
{
    return int(m_windows.size());
}

}
