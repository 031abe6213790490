// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpclient.h"

#include <QIODevice>
#include <QPointer>

namespace Kontor
{

/// An HttpSource as QNetworkAccessManager wants to read it: says nothing until a piece is there, and readyRead() then.
class HttpUpload : public QIODevice
{
    Q_OBJECT
public:
    explicit HttpUpload(std::shared_ptr<const HttpSource> source, QObject *parent = nullptr);

    bool isSequential() const override
    {
        return false; // so that it can be sent once more
    }
    qint64 size() const override
    {
        return m_source->size;
    }

Q_SIGNALS:
    void failed(const Kontor::Error &error);

protected:
    qint64 readData(char *bytes, qint64 atMost) override;
    qint64 writeData(const char *bytes, qint64 count) override;

private:
    static Task<> ask(QPointer<HttpUpload> upload, std::shared_ptr<const HttpSource> source, qint64 offset, qint64 length);
    void askFor(qint64 offset);
    void take(qint64 offset, Result<QByteArray> answer);

    struct Piece {
        qint64 offset = 0;
        QByteArray bytes{};
        qint64 end() const
        {
            return offset + bytes.size();
        }
    };

    std::shared_ptr<const HttpSource> m_source;
    Piece m_current;
    Piece m_next; ///< read ahead
    qint64 m_asked = -1; ///< offset of the piece under way
};

}
