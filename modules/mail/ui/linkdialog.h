// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QUrl>

namespace Kontor
{

/// Shows where a link really leads and asks before a browser opens it.
class LinkDialog : public QDialog
{
    Q_OBJECT
public:
    LinkDialog(const QUrl &target, const QString &text, QWidget *parent = nullptr);

    /// What should make one careful about this link, as whole sentences. Pure.
    static QStringList warnings(const QUrl &target, const QString &text);

    /// http and https only.
    static Qt::CheckState mayOpen(const QUrl &target);
};

}
