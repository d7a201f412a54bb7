// Merges step-aligned packet streams: packet t of the output holds packet t of every source.
//
// Sources are served in the order of their index, each to the end of its packet, so the order of
// events does not depend on timing. The first DELAYED sources are delayed links: they know
// nothing of the end of a sample, and when a sample ends (TUSER from any other source) what is
// still in flight on them is dropped, through the packet that closed the sample at their source.
// No register in the path of passing beats.
`default_nettype none

module packet_merge #(
    // Bits of tdata
    parameter WIDTH = 8,
    // Number of sources
    parameter SOURCES = 2,
    // How many of them, from source 0 on, are delayed links
    parameter DELAYED = 0,
    // Bits of a source index
    parameter INDEX_WIDTH = 1
) (
    input  wire                     clk,
    input  wire                     rst,

    input  wire [SOURCES*WIDTH-1:0] s_tdata,
    input  wire [SOURCES-1:0]       s_tvalid,
    output wire [SOURCES-1:0]       s_tready,
    input  wire [SOURCES-1:0]       s_tlast,
    input  wire [SOURCES-1:0]       s_tkeep,
    input  wire [SOURCES-1:0]       s_tuser,

    output wire [WIDTH-1:0]         m_tdata,
    output wire                     m_tvalid,
    input  wire                     m_tready,
    output wire                     m_tlast,
    output wire                     m_tkeep,
    output wire                     m_tuser
);
    initial begin
        if (SOURCES < 1 || DELAYED < 0 || DELAYED >= SOURCES
            || (SOURCES - 1) >> INDEX_WIDTH != 0) begin
            $display("error: packet_merge: DELAYED or INDEX_WIDTH do not fit SOURCES in %m");
            $finish;
        end
    end

    localparam [31:0]            LAST          = SOURCES - 1;
    localparam [31:0]            LAST_DELAYED  = DELAYED > 0 ? DELAYED - 1 : 0;
    localparam [INDEX_WIDTH-1:0] FIRST         = 0;
    localparam [INDEX_WIDTH-1:0] ONE           = 1;
    localparam [INDEX_WIDTH-1:0] FINAL         = LAST[INDEX_WIDTH-1:0];
    localparam [INDEX_WIDTH-1:0] FINAL_DELAYED = LAST_DELAYED[INDEX_WIDTH-1:0];
    localparam [SOURCES-1:0]     SOURCE_0      = 1;
    localparam [SOURCES-1:0]     SYNCHRONOUS   = {SOURCES{1'b1}} << DELAYED;

    reg [INDEX_WIDTH-1:0] turn_q;  // the source being served
    reg                   user_q;  // an earlier source of this packet ended the sample
    reg                   drop_q;  // dropping what is in flight on delayed links

    wire valid = s_tvalid[turn_q];
    wire last  = s_tlast[turn_q];
    wire keep  = s_tkeep[turn_q];
    wire user  = s_tuser[turn_q];
    wire ends  = user_q || (last && user && SYNCHRONOUS[turn_q]);
    wire close = last && turn_q == FINAL;
    wire pass  = !drop_q && (keep || close);
    wire ready = m_tready || !pass;

    assign m_tdata  = s_tdata[turn_q*WIDTH +: WIDTH];
    assign m_tvalid = valid && pass;
    assign m_tlast  = close;
    assign m_tkeep  = keep;
    assign m_tuser  = close && ends;
    assign s_tready = {SOURCES{ready}} & (SOURCE_0 << turn_q);

    always @(posedge clk) begin
        if (valid && ready && last) begin
            if (drop_q) begin
                if (user) begin
                    turn_q <= turn_q == FINAL_DELAYED ? FIRST : turn_q + ONE;
                    drop_q <= turn_q != FINAL_DELAYED;
                end
            end else begin
                turn_q <= turn_q == FINAL ? FIRST : turn_q + ONE;
                user_q <= turn_q == FINAL ? 1'b0 : ends;
                drop_q <= turn_q == FINAL && ends && DELAYED != 0;
            end
        end
        if (rst) begin
            turn_q <= FIRST;
            user_q <= 1'b0;
            drop_q <= 1'b0;
        end
    end
endmodule

`default_nettype wire
