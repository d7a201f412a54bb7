// Sends an event as often as the number says that comes with it: n beats for n spikes of a neuron.
//
// s_tdata = {count, id}. The event waits while its beats leave; the last of them closes the packet
// where the event does. A count of 0 or 1, and a null beat, pass as one beat. No clock is added:
// the first beat leaves in the clock in which the event arrives.
`default_nettype none

module event_repeater #(
    // Bits of an id, and of the number above it
    parameter WIDTH = 8,
    parameter COUNT_WIDTH = 2
) (
    input  wire                         clk,
    input  wire                         rst,

    input  wire [COUNT_WIDTH+WIDTH-1:0] s_tdata,
    input  wire                         s_tvalid,
    output wire                         s_tready,
    input  wire                         s_tlast,
    input  wire                         s_tkeep,
    input  wire                         s_tuser,

    output wire [WIDTH-1:0]             m_tdata,
    output wire                         m_tvalid,
    input  wire                         m_tready,
    output wire                         m_tlast,
    output wire                         m_tkeep,
    output wire                         m_tuser
);
    initial begin
        if (WIDTH < 1 || COUNT_WIDTH < 1) begin
            $display("error: event_repeater: WIDTH or COUNT_WIDTH makes no sense in %m");
            $finish;
        end
    end

    localparam [COUNT_WIDTH-1:0] COUNT_0 = 0;
    localparam [COUNT_WIDTH-1:0] COUNT_1 = 1;

    // Beats of the event at hand that have left
    reg  [COUNT_WIDTH-1:0] sent_q;
    wire [COUNT_WIDTH-1:0] count = s_tdata[COUNT_WIDTH+WIDTH-1:WIDTH];
    wire [COUNT_WIDTH-1:0] sent  = sent_q + COUNT_1;
    wire                   final_beat = !s_tkeep || count == COUNT_0 || sent == count;

    assign m_tdata  = s_tdata[WIDTH-1:0];
    assign m_tvalid = s_tvalid;
    assign m_tkeep  = s_tkeep;
    assign m_tlast  = s_tlast && final_beat;
    assign m_tuser  = s_tuser && final_beat;
    assign s_tready = m_tready && final_beat;

    always @(posedge clk) begin
        if (s_tvalid && m_tready) begin
            sent_q <= final_beat ? COUNT_0 : sent;
        end
        if (rst) begin
            sent_q <= COUNT_0;
        end
    end
endmodule

`default_nettype wire
