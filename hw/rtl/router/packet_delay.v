// Delays a packet stream by DELAY packets: that many silent packets come first.
//
// They are sent after reset, and again after every packet that ends a sample (TUSER), so that
// each sample starts with DELAY silent steps. No register in the path of passing beats.
`default_nettype none

module packet_delay #(
    // Bits of tdata
    parameter WIDTH = 8,
    // Packets of delay, at least 1
    parameter DELAY = 1,
    // Bits that hold DELAY
    parameter COUNT_WIDTH = 1
) (
    input  wire             clk,
    input  wire             rst,

    input  wire [WIDTH-1:0] s_tdata,
    input  wire             s_tvalid,
    output wire             s_tready,
    input  wire             s_tlast,
    input  wire             s_tkeep,
    input  wire             s_tuser,

    output wire [WIDTH-1:0] m_tdata,
    output wire             m_tvalid,
    input  wire             m_tready,
    output wire             m_tlast,
    output wire             m_tkeep,
    output wire             m_tuser
);
    initial begin
        if (DELAY < 1 || DELAY >> COUNT_WIDTH != 0) begin
            $display("error: packet_delay: COUNT_WIDTH does not hold DELAY, or DELAY is 0 in %m");
            $finish;
        end
    end

    localparam [31:0]            COUNT = DELAY;
    localparam [COUNT_WIDTH-1:0] START = COUNT[COUNT_WIDTH-1:0];
    localparam [COUNT_WIDTH-1:0] NONE  = 0;
    localparam [COUNT_WIDTH-1:0] ONE   = 1;

    reg [COUNT_WIDTH-1:0] silent_q;

    wire insert = silent_q != NONE;

    assign m_tvalid = insert || s_tvalid;
    assign s_tready = m_tready && !insert;
    assign m_tdata  = s_tdata;
    assign m_tlast  = insert || s_tlast;
    assign m_tkeep  = s_tkeep && !insert;
    assign m_tuser  = s_tuser && !insert;

    always @(posedge clk) begin
        if (insert) begin
            if (m_tready) begin
                silent_q <= silent_q - ONE;
            end
        end else if (s_tvalid && m_tready && s_tlast && s_tuser) begin
            silent_q <= START;
        end
        if (rst) begin
            silent_q <= START;
        end
    end
endmodule

`default_nettype wire
