// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QPlainTextEdit;

namespace Kontor
{

/// Shows a message as it came over the wire.
class SourceView : public QDialog
{
    Q_OBJECT
public:
    explicit SourceView(const QByteArray &raw, QWidget *parent = nullptr);

private:
    QPlainTextEdit *m_text;
};

}
