// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatoutgoing.h"
#include "chat/ui/chatform.h"
#include "chat/ui/chatpictures.h"

class QCheckBox;
class QLineEdit;
class QListWidget;

namespace Kontor
{

/// Files and pictures that are about to be sent: what they are called, how large they are, and a caption.
class ChatAttachDialog : public ChatForm
{
    Q_OBJECT
public:
    /// \p room: its title. \p largest: bytes the server takes for one file; 0: not known.
    ChatAttachDialog(const QStringList &paths, const QByteArray &picture, const QString &room, qint64 largest, QWidget *parent);

    QList<ChatOutgoingFile> files() const;

Q_SIGNALS:
    void filesChosen(const QList<Kontor::ChatOutgoingFile> &files);

private:
    void look(); ///< at sizes, off the GUI thread
    void update() override;
    void showPicture();

    struct Looked {
        qint64 size = -1; ///< -1: cannot be read
    };
    QStringList m_paths;
    QByteArray m_bytes;
    qint64 m_largest;
    QList<Looked> m_looked;
    QListWidget *m_list;
    QLabel *m_preview;
    QLineEdit *m_name;
    QLineEdit *m_caption;
    QCheckBox *m_traces;
    QPushButton *m_send;
    ChatPictures *m_pictures;
};

}
