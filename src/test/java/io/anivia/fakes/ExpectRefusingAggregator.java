package io.anivia.fakes;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** Answers {@code Expect: 100-continue} with 417 instead of asking for the body. */
final class ExpectRefusingAggregator extends HttpObjectAggregator {

    ExpectRefusingAggregator(int largestBodyBytes) {
        super(largestBodyBytes);
    }

    @Override
    protected Object newContinueResponse(HttpMessage start, int maxContentLength, ChannelPipeline pipeline) {
        if (!HttpUtil.is100ContinueExpected(start)) {
            return super.newContinueResponse(start, maxContentLength, pipeline);
        }
        var refusal = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.EXPECTATION_FAILED);
        refusal.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        return refusal;
    }

    @Override
    protected boolean closeAfterContinueResponse(Object response) {
        return true;
    }

    @Override
    protected boolean ignoreContentAfterContinueResponse(Object response) {
        return true;
    }
}
