// Copies a packet stream to several sinks; each may take a beat at its own time.
//
// The source's beat is accepted in the clock in which the last of its sinks takes it. Only the
// sinks in MASK take part. Data, last, keep and user of the source go to the sinks unchanged,
// outside this module.
`default_nettype none

module stream_fork #(
    // Number of sinks
    parameter SINKS = 2,
    // The sinks that receive this stream, one bit each
    parameter [SINKS-1:0] MASK = {SINKS{1'b1}}
) (
    input  wire             clk,
    input  wire             rst,

    input  wire             s_tvalid,
    output wire             s_tready,

    output wire [SINKS-1:0] m_tvalid,
    input  wire [SINKS-1:0] m_tready
);
    initial begin
        if (SINKS < 1) begin
            $display("error: stream_fork: SINKS must be positive in %m");
            $finish;
        end
    end

    reg  [SINKS-1:0] done_q;
    wire [SINKS-1:0] served = done_q | m_tready | ~MASK;

    assign s_tready = &served;
    assign m_tvalid = {SINKS{s_tvalid}} & MASK & ~done_q;

    always @(posedge clk) begin
        if (s_tvalid) begin
            done_q <= s_tready ? {SINKS{1'b0}} : served & MASK;
        end
        if (rst) begin
            done_q <= {SINKS{1'b0}};
        end
    end
endmodule

`default_nettype wire
