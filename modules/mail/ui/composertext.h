// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <KTextEdit>

namespace Kontor
{

/// Where the message is written: plain text with spell checking; files and pictures that are
/// dropped or pasted become attachments.
class ComposerText : public KTextEdit
{
    Q_OBJECT
public:
    explicit ComposerText(QWidget *parent = nullptr);

Q_SIGNALS:
    void filesOffered(const QStringList &paths);
    void pictureOffered(const QByteArray &png);

protected:
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
};

}
