// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/ui/filesparts.h"

#include <QObject>

class QDialog;

namespace Kontor
{

/// What other panes do with files: put something into a folder, or take files out as copies or as links. The user
/// chooses in dialogs; see Workbench. GUI thread.
class FilesExchange : public QObject
{
    Q_OBJECT
public:
    using Chosen = std::function<void(const Workbench::FileChoice &)>;

    /// \p parts: what there is just now, asked anew each time; no store: no files.
    FilesExchange(std::function<FilesParts()> parts, QWidget *window);

    bool hasFiles() const;
    // The dialog that asks is answered; null: there are no files.
    QDialog *save(const QByteArray &bytes, const QString &name);
    QDialog *choose(Workbench::FileUse use, QWidget *parent, Chosen chosen);

    /// The store goes: whoever looks into it has to let go.
    void closeAll();

Q_SIGNALS:
    void closing();

private:
    void upload(const QByteArray &bytes, const QString &name, const FileTarget &target);
    void tellSaved(ItemId item);

    std::function<FilesParts()> m_parts;
    QWidget *m_window;
    FileTarget m_savedTo; ///< the last time
    FileTarget m_tookFrom;
};

}
