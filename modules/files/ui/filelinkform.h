// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QGroupBox>

class QCheckBox;
class QDateEdit;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Kontor
{

/// What a link is to be like: label, password, expiry, rights; what the server demands cannot be left out.
class FileLinkForm : public QGroupBox
{
    Q_OBJECT
public:
    FileLinkForm(const FileFeatures &features, Qt::CheckState canBeEdited, QWidget *parent);

    void begin(); ///< for a new link
    void edit(const FileShare &link); ///< for one that is there
    void setBusy(Qt::CheckState busy);

Q_SIGNALS:
    void wanted(const Kontor::FileShareWish &wish);

private:
    void update();
    void send();

    FileFeatures m_features;
    QLineEdit *m_label;
    QCheckBox *m_hasPassword;
    QLineEdit *m_password;
    QCheckBox *m_hasExpiry;
    QDateEdit *m_expiry;
    QCheckBox *m_mayEdit;
    QLabel *m_policy;
    QPushButton *m_send;
    QPushButton *m_cancel;
    FileShare m_edited; ///< id empty: a new one
    bool m_isBusy = false;
};

}
