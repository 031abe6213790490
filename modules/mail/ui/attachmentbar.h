// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagecontent.h"

#include <QFuture>
#include <QListWidget>

#include <functional>
#include <memory>

class QGridLayout;
class QLabel;
class QPushButton;

namespace Kontor
{

class PrivateFolder;

/// The attachments of the message: open, save, save all, drag out. Nothing is opened or looked
/// into by itself.
class AttachmentBar : public QWidget
{
    Q_OBJECT
public:
    using Fetch = std::function<QFuture<Result<QByteArray>>(const QString &partId)>;

    explicit AttachmentBar(std::shared_ptr<PrivateFolder> folder, QWidget *parent = nullptr);

    void setAttachments(const QList<Attachment> &attachments, Fetch fetch);
    QList<Attachment> attachments() const;

    /// What puts an attachment among the user's files; without it that is not offered.
    using Keep = std::function<void(const QByteArray &bytes, const QString &name)>;
    void setKeep(std::function<bool()> mayKeep, Keep keep);

    void open(int index);
    void saveAs(int index);
    void saveToFiles(int index);
    void saveAll();

    /// Writes one to a file of the user's choice; used by save and by tests.
    void saveTo(int index, const QString &path);

Q_SIGNALS:
    void failed(const Kontor::Error &error);
    void saved(const QString &sentence);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    class List;
    void arrange();
    void openWithoutAsking(int index);
    void withBytes(int index, std::function<void(const QByteArray &)> use);

    std::shared_ptr<PrivateFolder> m_folder;
    QList<Attachment> m_attachments;
    Fetch m_fetch;
    std::function<bool()> m_mayKeep;
    Keep m_keep;
    QGridLayout *m_layout;
    QLabel *m_caption;
    List *m_list;
    QPushButton *m_saveAll;
    bool m_isNarrow = false;
};

}
