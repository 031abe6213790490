// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QImage>
#include <QScrollArea>
#include <QTimer>

class QAction;
class QFormLayout;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace Kontor
{

class FilesPane;

/// The side bar: what is known of the chosen file, with a preview. Pictures are drawn by the server or by a process of
/// its own, never here from the file itself.
class FileDetails : public QScrollArea
{
    Q_OBJECT
public:
    explicit FileDetails(FilesPane *pane);

    void show(const QList<FileRow> &files);
    using QWidget::show;
    void refresh(); ///< shares may have changed
    void setActions(const QList<QAction *> &actions); ///< buttons below the facts
    QString text() const; ///< all facts, one a line

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void fill();
    void clear();
    void fitRows();
    void fillOne(const FileRow &row);
    void fillMany();
    QLabel *addFact(const QString &label, const QString &value, const char *name);
    void askMore();
    void askPreview();
    void drawPreview(); ///< of what is kept here
    void setPreview(const QImage &image);
    void askShares();
    void askVersions();
    void addFolderSize(const FileRow &row);

    FilesPane *m_pane;
    QWidget *m_body;
    QVBoxLayout *m_layout;
    QLabel *m_picture;
    QLabel *m_name;
    QWidget *m_facts;
    QFormLayout *m_form = nullptr;
    QVBoxLayout *m_buttons;
    QList<FileRow> m_files;
    QString m_place; ///< path of the folder the file lies in
    QImage m_preview;
    ItemId m_previewOf{};
    QTimer m_pause; ///< before the server is asked
    quint64 m_shows = 0;
};

}
